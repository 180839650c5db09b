using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;

namespace PleoFunctions.Tests;

/// <summary>A run of a function, with the worker's context.</summary>
internal sealed class InvocationDouble : FunctionContext
{
    public override string InvocationId => "invocation";
    public override string FunctionId => "function";
    public override TraceContext TraceContext { get; } = new TraceDouble();
    public override BindingContext BindingContext { get; } = new BindingDouble();
    public override RetryContext RetryContext => throw new NotSupportedException();
    public override IServiceProvider InstanceServices { get; set; } = null!;
    public override FunctionDefinition FunctionDefinition { get; } = new DefinitionDouble();
    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();
    public override IInvocationFeatures Features => throw new NotSupportedException();

    private sealed class TraceDouble : TraceContext
    {
        public override string TraceParent => "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        public override string TraceState => "";
    }

    private sealed class BindingDouble : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => ImmutableDictionary<string, object?>.Empty;
    }

    private sealed class DefinitionDouble : FunctionDefinition
    {
        public override ImmutableArray<FunctionParameter> Parameters => [];
        public override string PathToAssembly => "";
        public override string EntryPoint => "";
        public override string Id => "function";
        public override string Name => "Function";
        public override IImmutableDictionary<string, BindingMetadata> InputBindings =>
            ImmutableDictionary<string, BindingMetadata>.Empty;
        public override IImmutableDictionary<string, BindingMetadata> OutputBindings =>
            ImmutableDictionary<string, BindingMetadata>.Empty;
    }
}
