namespace GangExitStream.Traces.Perf;

/// <summary>
/// Where a sample tells its attr: the id at <paramref name="At"/> of the record, masked, is a place in <paramref name="Events"/>.
/// A single attr's samples needn't tell it: then the mask makes place 0 of whatever stands there.
/// </summary>
/// <param name="At">Offset in the record.</param>
/// <param name="Mask">All bits, or none.</param>
/// <param name="Events">Attrs by id, as far as an array holds them.</param>
internal readonly record struct SampleIds(int At, ulong Mask, PerfEvent?[] Events);
