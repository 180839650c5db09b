using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The trace a run belongs to, as the host sent it (W3C Trace Context).</summary>
public abstract class TraceContext
{
    /// <summary>The traceparent value.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The tracestate value.</summary>
    public abstract string TraceState { get; }

    /// <summary>The tags of the host's activity.</summary>
    public virtual IReadOnlyDictionary<string, string> Attributes => ImmutableDictionary<string, string>.Empty;

    /// <summary>The baggage that came with the trace.</summary>
    public virtual IReadOnlyDictionary<string, string> Baggage => ImmutableDictionary<string, string>.Empty;
}
