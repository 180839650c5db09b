using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Local.Commands;

/// <summary>Prints a delivery or a customer on the terminal.</summary>
internal static class DeliveriesOutput
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        // Keeps letters readable; control characters stay escaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Prints a delivery's facts, its attempts and its answer.</summary>
    public static async Task WriteDeliveryAsync(TextWriter output, DeliveryDocument delivery)
    {
        await WriteFactsAsync(
            output,
            ("delivery", delivery.DeliveryId),
            ("partner", delivery.Partner),
            ("tenant", delivery.Tenant),
            ("state", delivery.State),
            ("code", delivery.Code),
            ("attempts", delivery.Attempts.ToString(CultureInfo.InvariantCulture)),
            ("first seen", TimeText.Write(delivery.FirstSeenAt)),
            ("changed", TimeText.Write(delivery.ChangedAt)),
            ("lease until", Write(delivery.LeaseUntil)),
            ("next attempt", WriteNext(delivery)),
            ("occurred", Write(delivery.OccurredAt)),
            ("body SHA-256", delivery.BodySha256)
        );

        if (delivery.History is { Count: > 0 } history)
        {
            var claims = new TextTable("ATTEMPT", "STATE", "CODE", "CLAIMED", "ENDED");
            foreach (var claim in history)
            {
                claims.Add(
                    claim.Attempt.ToString(CultureInfo.InvariantCulture),
                    claim.State,
                    claim.Code ?? "",
                    TimeText.Write(claim.ClaimedAt),
                    Write(claim.EndedAt) ?? ""
                );
            }

            await output.WriteLineAsync();
            await claims.PrintAsync(output);
        }

        if (delivery.Answer is { } answer)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync(Write(answer));
        }
    }

    /// <summary>Prints a customer's facts and its newest deliveries.</summary>
    public static async Task WriteCustomerAsync(TextWriter output, CustomerDocument customer)
    {
        await WriteFactsAsync(
            output,
            ("tenant", customer.Tenant),
            ("partner", customer.Partner),
            ("installation", customer.InstallationId),
            ("company", customer.Company),
            ("newest event", customer.NewestEvent is { } newest ? $"{newest.DeliveryId}, {Write(newest.At)}" : null),
            ("running", customer.RunningDeliveryId),
            ("lease until", Write(customer.LeaseUntil)),
            ("create in doubt since", Write(customer.CreateInDoubtSince)),
            ("update in doubt since", Write(customer.UpdateInDoubtSince)),
            ("changed", TimeText.Write(customer.ChangedAt))
        );

        var deliveries = new DeliveriesTable();
        deliveries.Add(customer.Deliveries);
        await output.WriteLineAsync();
        await deliveries.PrintAsync(output);
        if (customer.Audit.Count > 0)
        {
            var audit = new TextTable("OPERATOR", "ACTION", "DELIVERY", "AT", "OUTCOME");
            foreach (var one in customer.Audit)
            {
                audit.Add(
                    one.Operator,
                    one.Action,
                    one.DeliveryId ?? "",
                    TimeText.Write(one.At),
                    one.Outcome ?? "not known"
                );
            }

            await output.WriteLineAsync();
            await audit.PrintAsync(output);
        }
    }

    /// <summary>Prints the result of a replay.</summary>
    public static async Task WriteReplayAsync(TextWriter output, string outcome, JsonElement answer)
    {
        await output.WriteLineAsync(TextTable.Plain(outcome));
        await output.WriteLineAsync();
        await output.WriteLineAsync(Write(answer));
    }

    /// <summary>When recovery runs a delivery next; null when it is done.</summary>
    public static string? WriteNext(DeliveryDocument delivery) =>
        delivery.NextAttemptAt is { } next ? TimeText.Write(next)
        : delivery.State.Equals(WireName.Of(DeliveryState.Done), StringComparison.Ordinal) ? null
        : "not by itself";

    /// <summary>Prints the facts that are known, their values in one column.</summary>
    private static async Task WriteFactsAsync(TextWriter output, params (string Name, string? Value)[] facts)
    {
        var width = facts.Max(fact => fact.Value is null ? 0 : fact.Name.Length);
        foreach (var (name, value) in facts.Where(fact => fact.Value is not null))
        {
            await output.WriteLineAsync($"{name.PadRight(width)}  {TextTable.Plain(value!)}");
        }
    }

    private static string? Write(DateTime? time) => time is { } known ? TimeText.Write(known) : null;

    private static string Write(JsonElement json)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }
}

/// <summary>A list of deliveries, one per line.</summary>
internal sealed class DeliveriesTable
{
    private readonly TextTable _table = new(
        "DELIVERY",
        "TENANT",
        "STATE",
        "CODE",
        "ATTEMPTS",
        "FIRST",
        "CHANGED",
        "NEXT"
    );

    public bool IsEmpty => _table.IsEmpty;

    public void Add(IEnumerable<DeliveryDocument> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            _table.Add(
                delivery.DeliveryId,
                delivery.Tenant,
                delivery.State,
                delivery.Code ?? "",
                delivery.Attempts.ToString(CultureInfo.InvariantCulture),
                TimeText.Write(delivery.FirstSeenAt),
                TimeText.Write(delivery.ChangedAt),
                DeliveriesOutput.WriteNext(delivery) ?? ""
            );
        }
    }

    public async Task PrintAsync(TextWriter output)
    {
        if (IsEmpty)
        {
            await output.WriteLineAsync("There is no such delivery.");
            return;
        }

        await _table.PrintAsync(output);
    }
}
