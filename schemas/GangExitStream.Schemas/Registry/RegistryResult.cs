using System.Runtime.InteropServices;

namespace GangExitStream.Schemas.Registry;

/// <summary>What the schema registry answered: a value, or why there is none.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="Value">The value, where <paramref name="Error"/> is null.</param>
/// <param name="Error">Why there is no value.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RegistryResult<T>(T? Value, RegistryError? Error);
