using Avro;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Schemas.Registry;

/// <summary>Compares schemas by what they say, not by their text.</summary>
public static class AvroText
{
    /// <summary>Whether both have the same Parsing Canonical Form: the bytes of their records are the same. False where one is no schema.</summary>
    public static bool AreSame(string one, string another)
    {
        try
        {
            return ReleasedSchemas.FingerprintOf(Schema.Parse(one)) == ReleasedSchemas.FingerprintOf(Schema.Parse(another));
        }
        catch (Exception e) when (e is not OutOfMemoryException) // a foreign text, and Apache.Avro throws what it likes
        {
            return false;
        }
    }
}
