namespace Microsoft.Azure.Functions.Worker;

/// <summary>The trigger's data.</summary>
public abstract class BindingContext
{
    /// <summary>Values by name, route values among them.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
