using PleoFunctions.Integration.Tests.Processes;

[assembly: AssemblyFixture(typeof(NothingLeftBehind))]

namespace PleoFunctions.Integration.Tests.Processes;

/// <summary>After the last test: every program that the tests started has ended.</summary>
public sealed class NothingLeftBehind : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        var left = ChildProcess.Running;
        foreach (var process in left)
        {
            await process.DisposeAsync();
        }

        left.Select(process => process.ToString()).ShouldBeEmpty("These programs were still running.");
    }
}
