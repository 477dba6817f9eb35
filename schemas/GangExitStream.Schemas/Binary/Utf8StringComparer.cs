using System.Text;

namespace GangExitStream.Schemas.Binary;

/// <summary>Compares strings with UTF-8 bytes without an allocation, for look-ups by bytes.</summary>
internal sealed class Utf8StringComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    /// <summary>Longest string that this comparer supports, in UTF-8 bytes.</summary>
    public const int MaxBytes = 256;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    /// <inheritdoc/>
    public int GetHashCode(string obj)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        return GetHashCode(bytes[..Strict.GetBytes(obj, bytes)]);
    }

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = new HashCode();
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<byte> alternate, string other)
    {
        if (Ascii.Equals(alternate, other))
            return true;
        Span<byte> bytes = stackalloc byte[MaxBytes];
        return alternate.SequenceEqual(bytes[..Strict.GetBytes(other, bytes)]);
    }

    /// <inheritdoc/>
    public string Create(ReadOnlySpan<byte> alternate) => Strict.GetString(alternate);
}
