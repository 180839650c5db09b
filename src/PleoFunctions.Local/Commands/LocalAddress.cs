namespace PleoFunctions.Local.Commands;

/// <summary>Where Local is, unless told otherwise.</summary>
internal static class LocalAddress
{
    /// <summary>The port of <c>func start</c>.</summary>
    public const string Default = "http://localhost:7071";

    /// <summary>For a command that only needs the settings and does not listen.</summary>
    public const string Any = "http://127.0.0.1:0";

    /// <summary>Kestrel can listen there, without a certificate.</summary>
    public static bool CanBeListenedOn(string address)
    {
        try
        {
            return BindingAddress.Parse(address) is { Scheme: "http", PathBase: "", Port: >= 0 and <= 65535 } parsed
                // Kestrel chooses a port for one address, and this name may have two.
                && parsed is not { Host: "localhost", Port: 0 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The address of a partner's webhook. One that has a path already is taken whole.</summary>
    /// <exception cref="UserErrorException">It is no address.</exception>
    public static Uri WebhookOf(string address, string partner)
    {
        var given = Read(address);
        return given.AbsolutePath is "/"
            ? new UriBuilder(given) { Path = $"/api/webhooks/{partner}/onboarding" }.Uri
            : given;
    }

    /// <summary>The address of a partner's deliveries.</summary>
    /// <exception cref="UserErrorException">It is no address.</exception>
    public static Uri DeliveriesOf(string address, string partner)
    {
        var given = Read(address);
        return new UriBuilder(given)
        {
            Path = $"{given.AbsolutePath.TrimEnd('/')}/api/deliveries/{Uri.EscapeDataString(partner)}",
            Query = "",
        }.Uri;
    }

    // What stands in the query is not for the screen: it may be a function key.
    private static Uri Read(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var given) && given is { Scheme: "http" or "https" }
            ? given
            : throw new UserErrorException($"--url '{address.Split('?')[0]}' is not an address such as {Default}.");
}
