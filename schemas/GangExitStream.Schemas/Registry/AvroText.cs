using Avro;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Schemas.Registry;

/// <summary>Compares schemas by meaning instead of by text.</summary>
public static class AvroText
{
    /// <summary>Whether both have the same Parsing Canonical Form, so that their records have the same bytes. False also when one is not a schema.</summary>
    public static bool AreSame(string one, string another)
    {
        try
        {
            return ReleasedSchemas.FingerprintOf(Schema.Parse(one)) == ReleasedSchemas.FingerprintOf(Schema.Parse(another));
        }
        catch (Exception e) when (e is not OutOfMemoryException) // the text is not trusted, and Apache.Avro throws various exceptions
        {
            return false;
        }
    }
}
