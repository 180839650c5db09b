using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Functions;

namespace PleoFunctions.Tests;

/// <summary>What the host reads from the functions.</summary>
public sealed class TriggerTests
{
    private static readonly IReadOnlyList<MethodInfo> Functions =
    [
        .. typeof(OnboardingFunction)
            .Assembly.GetTypes()
            .SelectMany(type =>
                type.GetMethods(
                    BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
                )
            )
            .Where(method => method.IsDefined(typeof(FunctionAttribute))),
    ];

    [Fact]
    public void The_functions_have_these_keys_methods_and_routes() =>
        Functions
            .Select(Describe)
            .ShouldBe(
                [
                    "Onboarding: Function post webhooks/{partner}/onboarding",
                    "Liveness: Anonymous get health/live",
                    "Readiness: Anonymous get health/ready",
                    "ListDeliveries: Admin get deliveries/{partner}",
                    "ReadDelivery: Admin get deliveries/{partner}/{tenant}/{deliveryId}",
                    "ReplayDelivery: Admin post deliveries/{partner}/{tenant}/{deliveryId}/replay",
                    "ReadCustomer: Admin get customers/{partner}/{tenant}",
                    "EraseCustomer: Admin delete customers/{partner}/{tenant}",
                    "OpenApi: Anonymous get openapi.json",
                ],
                ignoreOrder: true
            );

    [Fact]
    public void Their_names_are_valid_in_setting_names() =>
        // AzureWebJobs.<name>.Disabled, which on Linux holds no hyphen.
        Functions.ShouldAllBe(method => NameOf(method).All(char.IsAsciiLetterOrDigit));

    [Fact]
    public void They_are_public_and_return_a_response() =>
        Functions.ShouldAllBe(method =>
            method.IsPublic && method.DeclaringType!.IsVisible && method.ReturnType == typeof(Task<HttpResponseData>)
        );

    private static string Describe(MethodInfo method)
    {
        var trigger = method
            .GetParameters()
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .Single(one => one is not null)!;
        return $"{NameOf(method)}: {trigger.AuthLevel} {string.Join(' ', trigger.Methods!)} {trigger.Route}";
    }

    private static string NameOf(MethodInfo method) => method.GetCustomAttribute<FunctionAttribute>()!.Name;
}
