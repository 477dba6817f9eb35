using System.Reflection;
using GangExitStream.Tests.Browser.DevTools;

namespace GangExitStream.Tests.Browser;

/// <summary>axe-core, the checker of accessibility (https://github.com/dequelabs/axe-core): WCAG 2.2 A and AA, and its best practices.</summary>
internal static class Axe
{
    /// <summary>What it finds serious or critical: the rule, and the elements.</summary>
    public static async Task<string[]> SeriousAsync(BrowserPage page)
    {
        await using var resource = Assembly.Load("Deque.AxeCore.Commons").GetManifestResourceStream("Deque.AxeCore.Commons.Resources.axe.min.js")!;
        using var reader = new StreamReader(resource);
        await page.EvaluateAsync(await reader.ReadToEndAsync() + "; 1");
        var found = await page.EvaluateAsync(
            "axe.run().then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary).join(' | ')))");
        return [.. found.EnumerateArray().Select(violation => violation.GetString()!)];
    }
}
