using PleoFunctions.EndToEnd.Tests.Processes;

[assembly: AssemblyFixture(typeof(NothingLeftBehind))]

namespace PleoFunctions.EndToEnd.Tests.Processes;

/// <summary>After the last test: every program that the tests started has ended.</summary>
public sealed class NothingLeftBehind : IDisposable
{
    public void Dispose() => ChildProcess.Running.ShouldBeEmpty("Programs are still running.");
}
