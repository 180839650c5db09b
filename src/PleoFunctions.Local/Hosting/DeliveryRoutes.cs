using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Local.Hosting;

/// <summary>
/// The function app's routes for operators, on Kestrel. In Local they need no key, unless the settings name an issuer of
/// tokens: then they need a token.
/// </summary>
internal static class DeliveryRoutes
{
    private const string IssuerSetting = $"{OperatorsOptions.Section}:{nameof(OperatorsOptions.Authority)}";

    public static void MapDeliveries(this WebApplication app)
    {
        var key = app.Configuration[IssuerSetting] is null ? FunctionKeys.None : null;

        // Before the console records the request.
        app.Use(next => context => IsChangeFromAnotherSite(context.Request) ? RefuseAsync(context) : next(context));
        Map(
            HttpMethods.Get,
            "/api/deliveries/{partner}",
            static (deliveries, credentials, request) =>
                deliveries.ListAsync(credentials, PartnerOf(request), request.QueryString.Value ?? "")
        );
        Map(
            HttpMethods.Get,
            "/api/deliveries/{partner}/{tenant}/{deliveryId}",
            static (deliveries, credentials, request) =>
                deliveries.ReadAsync(credentials, PartnerOf(request), TenantOf(request), DeliveryOf(request))
        );
        Map(
            HttpMethods.Post,
            "/api/deliveries/{partner}/{tenant}/{deliveryId}/replay",
            static (deliveries, credentials, request) =>
                deliveries.ReplayAsync(credentials, PartnerOf(request), TenantOf(request), DeliveryOf(request))
        );

        Map(
            HttpMethods.Get,
            "/api/customers/{partner}/{tenant}",
            static (deliveries, credentials, request) =>
                deliveries.ReadCustomerAsync(credentials, PartnerOf(request), TenantOf(request))
        );
        Map(
            HttpMethods.Delete,
            "/api/customers/{partner}/{tenant}",
            static (deliveries, credentials, request) =>
                deliveries.EraseCustomerAsync(credentials, PartnerOf(request), TenantOf(request))
        );

        void Map(
            string method,
            string route,
            Func<DeliveryOperations, OperatorCredentials, HttpRequest, Task<Answer>> answer
        ) =>
            app.MapMethods(
                route,
                [method],
                async context =>
                    await OnboardingRoutes.SendAsync(
                        context.Response,
                        await answer(
                            context.RequestServices.GetRequiredService<DeliveryOperations>(),
                            new OperatorCredentials(key, context.Request.Headers.Authorization),
                            context.Request
                        )
                    )
            );
    }

    /// <summary>A replay or an erase that a page of another site sent.</summary>
    private static bool IsChangeFromAnotherSite(HttpRequest request) =>
        (
            HttpMethods.IsPost(request.Method)
                ? request.RouteValues.ContainsKey("deliveryId")
                : HttpMethods.IsDelete(request.Method) && request.RouteValues.ContainsKey("tenant")
        ) && request.IsFromAnotherSite();

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static string PartnerOf(HttpRequest request) => (string)request.RouteValues["partner"]!;

    private static string TenantOf(HttpRequest request) => (string)request.RouteValues["tenant"]!;

    private static string DeliveryOf(HttpRequest request) => (string)request.RouteValues["deliveryId"]!;
}
