using System.Net;
using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Hosting;

/// <summary>Local without a console page, as the deployed app is.</summary>
public sealed class WithoutConsoleTests
{
    [Fact]
    public async Task Accepts_deliveries_and_serves_no_page()
    {
        await using var local = await LocalProcess.StartWithAsync(["--no-console"]);

        var sent = await local.SendAsync();
        using var page = await local.Http.GetAsync("/", TestContext.Current.CancellationToken);
        using var events = await local.Http.GetAsync("/console/setup", TestContext.Current.CancellationToken);

        sent.Status.ShouldBe(200);
        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        events.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        local.Output.ShouldContain("(paste within five minutes):");
    }
}
