using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GangExitStream.Tests.Browser.DevTools;

/// <summary>A tab: what it asked the network for, and what went wrong in it, are kept.</summary>
public sealed class BrowserPage
{
    private const int MaxNavigations = 3;

    private static readonly TimeSpan LoadTimeout = TimeSpan.FromSeconds(60);

    private readonly DevToolsConnection _connection;
    private readonly string _session;
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private TaskCompletionSource _loaded = new();

    private BrowserPage(DevToolsConnection connection, string session)
    {
        (_connection, _session) = (connection, session);
        connection.Listen(session, Take);
    }

    /// <summary>Addresses that were asked for.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Exceptions, console errors, and what the Content-Security-Policy refused.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    internal static async Task<BrowserPage> OpenAsync(DevToolsConnection connection, int width, int height, bool dark)
    {
        var target = await connection.CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        var attached = await connection.CallAsync("Target.attachToTarget", new JsonObject { ["targetId"] = target.GetProperty("targetId").GetString(), ["flatten"] = true });
        var page = new BrowserPage(connection, attached.GetProperty("sessionId").GetString()!);
        foreach (var domain in new[] { "Page", "Network", "Runtime", "Log" })
            await page.CallAsync(domain + ".enable");
        await page.CallAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });
        await page.CallAsync("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) });
        return page;
    }

    /// <summary>Goes there, and waits until all of it is loaded.</summary>
    public async Task GoAsync(string address)
    {
        _loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await CallAsync("Page.navigate", new JsonObject { ["url"] = address });
        await _loaded.Task.WaitAsync(LoadTimeout);
    }

    /// <summary>What a script's expression comes to; a promise is waited for.</summary>
    public async Task<JsonElement> EvaluateAsync(string script)
    {
        var answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = script, ["returnByValue"] = true, ["awaitPromise"] = true });
        if (answer.TryGetProperty("exceptionDetails", out var exception))
            throw new InvalidOperationException(exception.ToString());
        var result = answer.GetProperty("result");
        return result.TryGetProperty("value", out var value) ? value : default;
    }

    public async Task<string> TextAsync(string script) => (await EvaluateAsync(script)).GetString()!;

    public async Task<long> NumberAsync(string script) => (long)(await EvaluateAsync(script)).GetDouble();

    /// <summary>Waits until the script says true, on this page or on one that it goes to meanwhile.</summary>
    public async Task UntilAsync(string script)
    {
        for (var gone = 0; ; gone++)
        {
            try
            {
                await EvaluateAsync($"new Promise((done, fail) => {{ const end = performance.now() + 30000; const look = () => {{ if ({script}) done(); else if (performance.now() > end) fail(new Error('never: ' + {JsonSerializer.Serialize(script)})); else setTimeout(look, 20); }}; look(); }})");
                return;
            }
            catch (InvalidOperationException e) when (gone < MaxNavigations && e.Message.Contains("navigated or closed", StringComparison.Ordinal))
            {
                // a link was followed: the script goes on there
            }
        }
    }

    /// <summary>Presses a key, as a keyboard does.</summary>
    public async Task PressAsync(string key, int code, string? text = null)
    {
        await CallAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyDown", ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code, ["text"] = text });
        await CallAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyUp", ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code });
    }

    /// <summary>Presses the mouse's button at one place and releases it at another.</summary>
    public async Task DragAsync(double fromX, double fromY, double toX, double toY)
    {
        await MouseAsync("mouseMoved", fromX, fromY, 0);
        await MouseAsync("mousePressed", fromX, fromY, 1);
        await MouseAsync("mouseMoved", (fromX + toX) / 2, (fromY + toY) / 2, 1);
        await MouseAsync("mouseMoved", toX, toY, 1);
        await MouseAsync("mouseReleased", toX, toY, 0);
    }

    /// <summary>The whole page as a PNG.</summary>
    public async Task<byte[]> ScreenshotAsync()
    {
        var shot = await CallAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png", ["captureBeyondViewport"] = true });
        return shot.GetProperty("data").GetBytesFromBase64();
    }

    private Task<JsonElement> MouseAsync(string type, double x, double y, int buttons) => CallAsync("Input.dispatchMouseEvent", new JsonObject
    {
        ["type"] = type,
        ["x"] = x,
        ["y"] = y,
        ["button"] = type == "mouseMoved" ? "none" : "left",
        ["buttons"] = buttons,
        ["clickCount"] = type == "mouseMoved" ? 0 : 1,
    });

    private Task<JsonElement> CallAsync(string method, JsonObject? parameters = null) => _connection.CallAsync(method, parameters, _session);

    private void Take(string method, JsonElement parameters)
    {
        switch (method)
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Network.requestWillBeSent":
                _requests.Enqueue(parameters.GetProperty("request").GetProperty("url").GetString()!);
                break;
            case "Runtime.exceptionThrown":
                _errors.Enqueue(parameters.GetProperty("exceptionDetails").ToString());
                break;
            case "Runtime.consoleAPICalled" when parameters.GetProperty("type").GetString() is "error" or "warning":
                _errors.Enqueue(parameters.GetProperty("args").ToString());
                break;
            case "Log.entryAdded" when parameters.GetProperty("entry").GetProperty("level").GetString() is "error" or "warning":
                _errors.Enqueue(parameters.GetProperty("entry").GetProperty("text").ToString());
                break;
        }
    }
}
