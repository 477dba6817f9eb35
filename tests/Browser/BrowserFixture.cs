using GangExitStream.Tests.Browser.DevTools;

[assembly: AssemblyFixture(typeof(GangExitStream.Tests.Browser.BrowserFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)] // a tab that another one covers is hidden, and does not refresh itself

namespace GangExitStream.Tests.Browser;

/// <summary>One browser for all tests; each opens a tab of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private Chromium? _chromium;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Path is not null)
            _chromium = await Chromium.StartAsync();
    }

    /// <summary>A tab; the test is skipped where there is no browser.</summary>
    public Task<BrowserPage> PageAsync(int width = 1280, int height = 1000, bool dark = false)
    {
        Assert.SkipWhen(_chromium is null, Chromium.WhyNot);
        return _chromium!.NewPageAsync(width, height, dark);
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
    }
}
