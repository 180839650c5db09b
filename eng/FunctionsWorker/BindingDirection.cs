namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which way a binding's data flows.</summary>
public enum BindingDirection
{
    In,
    Out,
}
