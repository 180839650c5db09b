namespace Microsoft.Azure.Functions.Worker;

/// <summary>How the worker behaves.</summary>
public class WorkerOptions
{
    /// <summary>What the worker tells the host that it can do, by the host's names for it.</summary>
    public IDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
