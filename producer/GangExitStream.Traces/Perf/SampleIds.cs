namespace GangExitStream.Traces.Perf;

/// <summary>
/// How to find the attr of a sample: the masked id at offset <paramref name="At"/> is an index into <paramref name="Events"/>. With a single
/// attr, samples need no id: the mask is 0, so the index is always 0.
/// </summary>
/// <param name="At">Offset of the id in the record.</param>
/// <param name="Mask">All bits set, or 0.</param>
/// <param name="Events">Attrs by id, for small ids.</param>
internal readonly record struct SampleIds(int At, ulong Mask, PerfEvent?[] Events);
