using System.CommandLine;

namespace PleoFunctions.Local.Commands;

/// <summary><c>customers</c>: show a customer of an app at any address.</summary>
internal static class CustomersCommand
{
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

        var command = new Command("customers", "Show customers, in Local or in Azure") { show };
        OperatorOptions.AddTo(command);
        return command;
    }
}
