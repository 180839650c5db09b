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
            return string.Equals(BindingAddress.Parse(address).Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The address of a partner's webhook.</summary>
    public static Uri WebhookOf(string address, string partner) =>
        new($"{address.TrimEnd('/')}/api/webhooks/{partner}/onboarding");

    /// <summary>The address of a partner's deliveries.</summary>
    /// <exception cref="UserErrorException">It is no address.</exception>
    public static Uri DeliveriesOf(string address, string partner) =>
        Uri.TryCreate(
            $"{address.TrimEnd('/')}/api/deliveries/{Uri.EscapeDataString(partner)}",
            UriKind.Absolute,
            out var deliveries
        ) && deliveries.Scheme.StartsWith("http", StringComparison.Ordinal)
            ? deliveries
            : throw new UserErrorException($"--url '{address}' is not an address such as {Default}.");
}
