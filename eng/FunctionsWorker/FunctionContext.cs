namespace Microsoft.Azure.Functions.Worker;

/// <summary>One run of one function.</summary>
public abstract class FunctionContext
{
    /// <summary>The id of this run.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The host's id of the function.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The host's W3C trace.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>The trigger's data, by name.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Which attempt this is, where a retry policy applies.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this run's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function: its name, entry point and bindings.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Values shared during this run.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>The worker's objects for this run, by type.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the host ends the run.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}
