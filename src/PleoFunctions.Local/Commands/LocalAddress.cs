namespace PleoFunctions.Local.Commands;

/// <summary>The addresses of Local's options, and the routes below them.</summary>
internal static class LocalAddress
{
    /// <summary>Local's default; <c>func start</c> has the same port.</summary>
    public const string Default = "http://localhost:7071";

    /// <summary>For a command that reads the settings but does not listen.</summary>
    public const string Any = "http://127.0.0.1:0";

    /// <summary>Whether Kestrel can listen at an address without a certificate.</summary>
    public static bool CanBeListenedOn(string address)
    {
        try
        {
            return BindingAddress.Parse(address) is { Scheme: "http", PathBase: "", Port: >= 0 and <= 65535 } parsed
                // Kestrel cannot choose a port for localhost, which may stand for two addresses.
                && parsed is not { Host: "localhost", Port: 0 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The address of a partner's webhook. An address that has a path is used as it is.</summary>
    /// <exception cref="UserErrorException">The text is not an address.</exception>
    public static Uri WebhookOf(string address, string partner)
    {
        var given = Read(address);
        return given.AbsolutePath is "/"
            ? new UriBuilder(given) { Path = $"/api/webhooks/{partner}/onboarding" }.Uri
            : given;
    }

    /// <summary>The address that the app's routes are below.</summary>
    /// <exception cref="UserErrorException">The text is not an address.</exception>
    public static Uri ApiOf(string address)
    {
        var given = Read(address);
        return new UriBuilder(given) { Path = $"{given.AbsolutePath.TrimEnd('/')}/api", Query = "" }.Uri;
    }

    /// <summary>The server that an address names, without a path.</summary>
    /// <exception cref="UserErrorException">The text is not an address.</exception>
    public static Uri RootOf(string address) => new(Read(address).GetLeftPart(UriPartial.Authority));

    // The message leaves the query out: it may hold a function key.
    private static Uri Read(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var given) && given is { Scheme: "http" or "https" }
            ? given
            : throw new UserErrorException($"--url '{address.Split('?')[0]}' is not an address such as {Default}.");
}
