using System.Reflection;
using System.Runtime.ExceptionServices;

namespace GangExitStream.Tests.Chaos.Host;

/// <summary>An object whose calls are seen before they are made.</summary>
/// <typeparam name="T">An interface of it.</typeparam>
public class Around<T> : DispatchProxy
    where T : class
{
    private T? _inner;
    private Action<string>? _before;

    /// <summary>The object, with <paramref name="before"/> called with the name of each method.</summary>
    internal static T Put(T inner, Action<string> before)
    {
        var proxy = Create<T, Around<T>>();
        ((Around<T>)(object)proxy)._inner = inner;
        ((Around<T>)(object)proxy)._before = before;
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _before!(targetMethod!.Name);
        try
        {
            return targetMethod.Invoke(_inner, args);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}
