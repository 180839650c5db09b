using System.CommandLine;
using System.Globalization;

namespace PleoFunctions.Local.Commands;

/// <summary><c>customers</c>: show or erase a customer of an app at any address.</summary>
internal static class CustomersCommand
{
    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask to confirm the erase" };

    public static Command Create()
    {
        var show = new Command("show", "Show a customer and its newest deliveries") { OperatorOptions.Tenant };
        show.SetAction(
            (parsed, cancellationToken) =>
                OperatorOptions.RunAsync(
                    parsed,
                    async (client, output) =>
                        await DeliveriesOutput.WriteCustomerAsync(
                            output,
                            await client.ReadCustomerAsync(parsed.GetValue(OperatorOptions.Tenant)!, cancellationToken)
                        )
                )
        );

        var erase = new Command("erase", "Erase a customer and its deliveries from the ledger, for good")
        {
            OperatorOptions.Tenant,
            Yes,
        };
        erase.SetAction(
            (parsed, cancellationToken) =>
                OperatorOptions.RunAsync(
                    parsed,
                    (client, output) => EraseAsync(parsed, client, output, cancellationToken)
                )
        );

        var command = new Command("customers", "Show and erase customers, in Local or in Azure") { show, erase };
        OperatorOptions.AddTo(command);
        return command;
    }

    private static async Task EraseAsync(
        ParseResult parsed,
        OperatorsClient client,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var tenant = parsed.GetValue(OperatorOptions.Tenant)!;
        if (!parsed.GetValue(Yes))
        {
            await output.WriteLineAsync(
                $"This erases {TextTable.Plain(tenant)} and its deliveries from the ledger. It cannot be undone."
            );
            await Confirmation.AskAsync(
                "Type the name of the tenant to confirm",
                tenant,
                "This is not the tenant's name. Nothing was erased.",
                output,
                cancellationToken
            );
        }

        var erased = await client.EraseCustomerAsync(tenant, cancellationToken);
        await output.WriteLineAsync(
            $"Erased {TextTable.Plain(erased.Tenant)} of {TextTable.Plain(erased.Partner)}: {erased.Deliveries.ToString(CultureInfo.InvariantCulture)} deliveries, the customer, and the binding of its company."
        );
        await output.WriteLineAsync(
            "Hashes of its delivery ids remain. Its installation at Pleo and its key in the vault are unchanged."
        );
    }
}
