using System.Text;
using PleoFunctions.Local.Keys;
using PleoFunctions.Local.Probing;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Probing;

public sealed class AssumptionTests
{
    private const string Company = "urn:pleo:company:11111111-1111-1111-1111-111111111111";

    private static readonly PleoAnswer NoAnswer = new() { Failure = "no answer in time" };

    private static readonly ProbeObservations AsAssumed = new()
    {
        Marks = new ProbeMarks("one", "two", "three"),
        Introspection = Answer(
            200,
            $$$"""{"data":{"authMethod":"API_KEY","clientId":"c","scope":"s","subjectURN":"{{{Company}}}"}}"""
        ),
        LookBefore = Answer(404),
        Create = Installation("one", leftOut: "one"),
        CreateAgain = Answer(409),
        Update = Installation("three", status: "INACTIVE"),
        LookAfterUpdate = Installation("three", status: "INACTIVE"),
        Delete = Answer(204),
        LookAfterDelete = Answer(404),
    };

    [Fact]
    public void All_hold_where_Pleo_does_what_the_app_assumes()
    {
        var all = Assumption.Judge(AsAssumed);

        all.ShouldAllBe(one => one.Verdict == Verdict.Holds);
        all.Select(one => one.Id).ShouldBeUnique(StringComparer.Ordinal);
    }

    [Fact]
    public void The_architecture_page_says_of_each_what_follows_if_it_does_not_hold()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));

        Assumption.Judge(AsAssumed).ShouldAllBe(one => page.Contains($"`{one.Id}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_known_where_no_call_was_answered()
    {
        var seen = AsAssumed with
        {
            Introspection = NoAnswer,
            LookBefore = NoAnswer,
            Create = NoAnswer,
            CreateAgain = NoAnswer,
            Update = NoAnswer,
            LookAfterUpdate = NoAnswer,
            Delete = NoAnswer,
            LookAfterDelete = NoAnswer,
        };

        Assumption.Judge(seen).ShouldAllBe(one => one.Verdict == Verdict.NotSeen);
        Assumption
            .Judge(new ProbeObservations { Marks = AsAssumed.Marks })
            .ShouldAllBe(one => one.Verdict == Verdict.NotSeen);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public void A_failure_of_Pleo_refutes_nothing(int status)
    {
        var failure = Answer(status);
        var seen = AsAssumed with
        {
            Introspection = failure,
            Create = failure,
            CreateAgain = failure,
            Update = failure,
        };

        Assumption.Judge(seen).ShouldAllBe(one => one.Verdict != Verdict.DoesNotHold);
        Verdicts(seen)["post"].ShouldBe(Verdict.NotSeen);
    }

    [Fact]
    public void Introspect_may_be_closed_to_API_keys()
    {
        var seen = AsAssumed with { Introspection = Answer(404) };

        ShouldFail(seen, "introspect", "status 404");
        Verdicts(seen)["resource"].ShouldBe(Verdict.NotSeen);
    }

    [Fact]
    public void The_resource_may_be_another_company()
    {
        var other = Company.Replace('1', '2');

        ShouldFail(
            AsAssumed with
            {
                Introspection = Answer(
                    200,
                    $$$"""{"data":{"authMethod":"API_KEY","clientId":"c","scope":"s","subjectURN":"{{{other}}}"}}"""
                ),
            },
            "resource",
            $"{Company}, and {other} by introspect"
        );
    }

    [Fact]
    public void A_second_POST_may_answer_with_the_installation_that_is_there()
    {
        var unchanged = AsAssumed with { CreateAgain = Installation("one", leftOut: "one") };
        var changed = AsAssumed with { CreateAgain = Installation("two", leftOut: "two", httpStatus: 201) };

        SeenOf(unchanged, "second_post")
            .ShouldBe("status 200 with the same installation, with the metadata of the first POST");
        SeenOf(changed, "second_post")
            .ShouldBe("status 201 with the same installation, changed to the second POST's metadata");
        Verdicts(unchanged)["second_post"].ShouldBe(Verdict.Holds);
        Verdicts(changed)["second_post"].ShouldBe(Verdict.Holds);
    }

    [Fact]
    public void A_second_POST_may_create_again() =>
        ShouldFail(
            AsAssumed with
            {
                CreateAgain = Installation("two", leftOut: "two", id: "another"),
            },
            "second_post",
            "status 200 with another installation"
        );

    [Fact]
    public void A_PUT_may_merge_the_metadata() =>
        ShouldFail(
            AsAssumed with
            {
                LookAfterUpdate = Installation("three", leftOut: "one", status: "INACTIVE"),
            },
            "put_metadata",
            "merged: a value that the PUT left out is still there"
        );

    [Fact]
    public void A_PUT_may_ignore_metadata_and_status()
    {
        var ignored = Installation("one", leftOut: "one");
        var seen = AsAssumed with { Update = ignored, LookAfterUpdate = ignored };

        ShouldFail(seen, "put_metadata", "not changed: the values are not those of the PUT");
        ShouldFail(seen, "put", "status 200, status ACTIVATED");
        ShouldFail(seen, "mark", "changed or missing after PUT");
        ShouldFail(seen, "get_after_put", "an older state: status ACTIVATED");
    }

    [Fact]
    public void The_mark_may_come_back_changed() =>
        ShouldFail(AsAssumed with { Create = Installation("ONE") }, "mark", "changed or missing after POST");

    [Fact]
    public void A_look_may_find_an_empty_list_instead_of_404()
    {
        ShouldFail(AsAssumed with { LookBefore = Answer(200, "[]") }, "get_without_installation", "status 200");
        ShouldFail(
            AsAssumed with
            {
                LookAfterDelete = Answer(200, "[]"),
            },
            "delete",
            "status 200 with a list that is empty"
        );
    }

    [Fact]
    public void A_DELETE_may_keep_the_installation_or_revoke_the_key()
    {
        ShouldFail(
            AsAssumed with
            {
                LookAfterDelete = Installation("three", status: "INACTIVE"),
            },
            "delete",
            "the installation is still shown, with status INACTIVE"
        );
        ShouldFail(
            AsAssumed with
            {
                LookAfterDelete = Answer(401),
            },
            "delete",
            "status 204, then status 401: Pleo revoked the key"
        );
    }

    [Fact]
    public void An_error_may_have_a_status_that_the_app_does_not_know_and_a_body()
    {
        SeenOf(AsAssumed with { CreateAgain = Answer(409, "{}") }, "errors")
            .ShouldBe(
                "GET: status 404 without a body; POST again: status 409 with a body of application/json; GET after DELETE: status 404 without a body"
            );
        ShouldFail(
            AsAssumed with
            {
                CreateAgain = Answer(422, "{}"),
            },
            "errors",
            "GET: status 404 without a body; POST again: status 422 with a body of application/json; GET after DELETE: status 404 without a body"
        );
    }

    private static void ShouldFail(ProbeObservations seen, string id, string told)
    {
        Verdicts(seen)[id].ShouldBe(Verdict.DoesNotHold);
        SeenOf(seen, id).ShouldBe(told);
    }

    private static string SeenOf(ProbeObservations seen, string id) =>
        Assumption.Judge(seen).Single(one => one.Id.Equals(id, StringComparison.Ordinal)).Seen;

    private static Dictionary<string, Verdict> Verdicts(ProbeObservations seen) =>
        Assumption.Judge(seen).ToDictionary(one => one.Id, one => one.Verdict, StringComparer.Ordinal);

    private static PleoAnswer Installation(
        string mark,
        string? leftOut = null,
        string status = "ACTIVATED",
        string id = "i",
        int httpStatus = 200
    ) =>
        Answer(
            httpStatus,
            $$"""
            {
              "id":"{{id}}","applicationId":"a","resource":"{{Company}}","status":"{{status}}",
              "metadata":{
                {{(leftOut is null ? "" : $"\"probeLeftOut\":\"{leftOut}\",")}}
                "probeChanged":"{{mark}}","onboardingDeliveryId":"{{mark}}"
              },
              "createdAt":"2026-11-24T10:00:00Z","updatedAt":"2026-11-24T10:00:00Z"
            }
            """
        );

    private static PleoAnswer Answer(int status, string body = "") =>
        new()
        {
            Status = status,
            Body = Encoding.UTF8.GetBytes(body),
            MediaType = body.Length == 0 ? null : "application/json",
        };
}
