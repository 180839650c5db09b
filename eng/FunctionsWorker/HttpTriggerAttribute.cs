using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for HTTP requests; sits on the request parameter.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Any method, with a function key.</summary>
    public HttpTriggerAttribute()
        : this(AuthorizationLevel.Function) { }

    /// <summary>The given methods; <see cref="AuthLevel"/> keeps the enum's first value.</summary>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>Any method, with the given level.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>The given methods and level.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
        : this(authLevel) => Methods = methods;

    /// <summary>The route template below the prefix of host.json; the function's name if null.</summary>
    public string? Route { get; set; }

    /// <summary>The HTTP methods listened to; all if null.</summary>
    public string[]? Methods { get; private set; }

    /// <summary>The key a caller must present.</summary>
    public AuthorizationLevel AuthLevel { get; private set; }
}
