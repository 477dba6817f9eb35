using System.Runtime.InteropServices;

namespace GangExitStream.Schemas.Registry;

/// <summary>The result of a request to the schema registry: a value or an error.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value; valid when <paramref name="Error"/> is null.</param>
/// <param name="Error">The error; null: success.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RegistryResult<T>(T? Value, RegistryError? Error);
