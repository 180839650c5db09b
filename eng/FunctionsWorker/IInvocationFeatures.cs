namespace Microsoft.Azure.Functions.Worker;

/// <summary>What is attached to a run, one object per type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Attaches an object, in place of an earlier one of its type.</summary>
    void Set<T>(T instance);

    /// <summary>The object of that type, or null.</summary>
    T? Get<T>();
}
