namespace Microsoft.Azure.Functions.Worker;

/// <summary>How often the host has tried this run.</summary>
public abstract class RetryContext
{
    /// <summary>Attempts so far, 0 at first.</summary>
    public abstract int RetryCount { get; }

    /// <summary>The most the policy allows.</summary>
    public abstract int MaxRetryCount { get; }
}
