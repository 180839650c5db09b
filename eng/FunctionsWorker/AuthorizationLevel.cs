namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which key the host requires before it runs a function.</summary>
public enum AuthorizationLevel
{
    /// <summary>None.</summary>
    Anonymous = 0,

    /// <summary>A signed-in user.</summary>
    User = 1,

    /// <summary>The function's key, or a stronger one.</summary>
    Function = 2,

    /// <summary>A system key.</summary>
    System = 3,

    /// <summary>The app's master key.</summary>
    Admin = 4,
}
