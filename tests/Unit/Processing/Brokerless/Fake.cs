using System.Reflection;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>A fake of an interface with many members of which few are called.</summary>
/// <typeparam name="T">The interface.</typeparam>
public class Fake<T> : DispatchProxy
    where T : class
{
    private Func<string, object?[], object?>? _call;

    /// <summary><paramref name="call"/> gets each call's name and arguments.</summary>
    internal static T Of(Func<string, object?[], object?> call)
    {
        var fake = Create<T, Fake<T>>();
        ((Fake<T>)(object)fake)._call = call;
        return fake;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _call!(targetMethod!.Name, args ?? []);
}
