using System.Text.Json;
using Microsoft.Playwright;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.DeliveryConsole.Browser;

/// <summary>Deque's axe, run in a page.</summary>
internal static class AxeRules
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "PleoFunctions.Testing", "node");

    /// <summary>The violations of WCAG 2.2 A and AA and of good practice; empty when there are none.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(IPage page)
    {
        await NodePackages.InstallAsync(Folder);
        var axe = await File.ReadAllTextAsync(
            Path.Combine(Folder, "node_modules", "axe-core", "axe.min.js"),
            TestContext.Current.CancellationToken
        );

        // Evaluated by the debugger, because the page's own policy blocks scripts.
        await page.EvaluateAsync($"() => {{ {axe} }}");
        var violations = await page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run()).violations.map(one => `${one.id}: ${one.help} (${one.nodes.map(node => node.target.join(' ')).join('; ')})`)"
        );
        return [.. violations.EnumerateArray().Select(one => one.GetString()!)];
    }
}
