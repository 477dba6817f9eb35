namespace GangExitStream.Tests.Property.Fuzz;

/// <summary>Changes a real file as faulty disks, broken pipes and adversaries do; the same seed changes the same.</summary>
internal static class Mutation
{
    private static readonly ulong[] Interesting = [0, 1, 7, 8, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, 1ul << 40, long.MaxValue, ulong.MaxValue];

    public static byte[] Mutate(byte[] original, int seed)
    {
        var random = new Random(seed);
        var bytes = (byte[])original.Clone();
        for (var n = 1 + random.Next(8); n > 0; n--)
            bytes = Once(bytes, random);
        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        if (bytes.Length < 16)
            return bytes;
        // Headers and descriptions stand at the ends: half of the changes go there.
        var near = Math.Min(bytes.Length, 2048);
        var at = random.Next(4) switch
        {
            0 => random.Next(near),
            1 => bytes.Length - 1 - random.Next(near),
            _ => random.Next(bytes.Length),
        };
        switch (random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                Overwrite(bytes, at, Interesting[random.Next(Interesting.Length)], random);
                return bytes;
            case 3:
                return bytes[..at]; // cut off
            case 4:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(64))..]]; // a hole
            default:
                return [.. bytes[..at], .. bytes.AsSpan(random.Next(bytes.Length - 8), 8), .. bytes[at..]]; // something repeated
        }
    }

    private static void Overwrite(byte[] bytes, int at, ulong value, Random random)
    {
        var size = 1 << random.Next(4);
        var little = BitConverter.GetBytes(value);
        if (random.Next(2) == 0)
            Array.Reverse(little, 0, size);
        little.AsSpan(0, Math.Min(size, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
    }
}
