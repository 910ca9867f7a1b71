using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Audit;

public sealed class AuditEventTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string OnlyConfigMaps = "rules: [{level: LEVEL, resources: [{group: '', resources: [configmaps]}]}]";

    [Fact]
    public async Task A_write_is_recorded_as_it_arrives_and_as_it_is_answered()
    {
        var events = await AuditTrail.OfAsync(
            OnlyConfigMaps.Replace("LEVEL", "Metadata", StringComparison.Ordinal),
            cluster => cluster.CreateAsync($"{ConfigMaps}?fieldManager=me", """{"metadata":{"name":"a"},"data":{"k":"secret"}}"""));

        events.Select(each => each.Text("stage")).Should().Equal("RequestReceived", "ResponseComplete");
        var complete = events[1];
        complete["auditID"]!.GetValue<string>().Should().Be(events[0]["auditID"]!.GetValue<string>());
        complete.Remove("auditID");
        complete.ToJsonString().Should().Be(
            """
            {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/default/configmaps?fieldManager=me","verb":"create","user":{"username":"tester","groups":["system:masters","system:authenticated"]},"objectRef":{"resource":"configmaps","namespace":"default","name":"a","apiVersion":"v1"},"responseStatus":{"metadata":{},"code":201},"requestReceivedTimestamp":"2026-05-04T03:02:01.000000Z","stageTimestamp":"2026-05-04T03:02:01.000000Z","annotations":{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":""}}
            """.Trim());
    }

    [Fact]
    public async Task What_was_sent_and_what_was_answered_are_recorded_only_at_their_levels()
    {
        Task Write(ApiCluster cluster) => cluster.CreateAsync(ConfigMaps, "{\n  \"metadata\": {\"name\": \"a\"},\n  \"data\": {\"k\": \"v\"}\n}");

        var request = (await AuditTrail.OfAsync(OnlyConfigMaps.Replace("LEVEL", "Request", StringComparison.Ordinal), Write))[1];
        var both = (await AuditTrail.OfAsync(OnlyConfigMaps.Replace("LEVEL", "RequestResponse", StringComparison.Ordinal), Write))[1];

        request["requestObject"]!.ToJsonString().Should().Be("""{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        request.ContainsKey("responseObject").Should().BeFalse();
        both.Child("responseObject").Child("data").Text("k").Should().Be("v");
        both.Child("responseObject").Child("metadata").Text("uid").Should().NotBeEmpty();
        both.Child("responseObject").Child("metadata")!.ContainsKey("managedFields").Should().BeTrue();
    }

    [Fact]
    public async Task Managed_fields_are_left_out_of_objects_and_lists_where_the_policy_says_so()
    {
        var events = await AuditTrail.OfAsync(
            OnlyConfigMaps.Replace("LEVEL", "RequestResponse", StringComparison.Ordinal) + "\nomitManagedFields: true",
            async cluster =>
            {
                await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"managedFields":"stays"}}""");
                await cluster.GetAsync(ConfigMaps);
            });

        var (created, listed) = (events[1]["responseObject"]!.AsObject(), events[3]["responseObject"]!.AsObject());
        created.Child("metadata")!.ContainsKey("managedFields").Should().BeFalse();
        created.Child("data").Text("managedFields").Should().Be("stays");
        listed.Objects("items").Single().Child("metadata")!.ContainsKey("managedFields").Should().BeFalse();
        listed.Objects("items").Single().Child("metadata").Text("name").Should().Be("a");
    }

    [Fact]
    public async Task Bodies_in_yaml_and_protobuf_are_recorded_as_json()
    {
        var events = await AuditTrail.OfAsync(
            OnlyConfigMaps.Replace("LEVEL", "RequestResponse", StringComparison.Ordinal),
            async cluster =>
            {
                await cluster.PostAsync(ConfigMaps, "metadata:\n  name: a\n", "application/yaml");
                await cluster.GetAsync($"{ConfigMaps}/a", "application/vnd.kubernetes.protobuf");
            });

        events[1].Child("requestObject").Child("metadata").Text("name").Should().Be("a");
        events[3].Child("responseObject").Text("kind").Should().Be("ConfigMap");
        events[3].Child("responseObject").Child("metadata").Text("name").Should().Be("a");
    }

    [Fact]
    public async Task A_watch_is_recorded_when_it_begins_and_when_it_ends()
    {
        var events = await AuditTrail.OfAsync(
            OnlyConfigMaps.Replace("LEVEL", "RequestResponse", StringComparison.Ordinal),
            async cluster =>
            {
                using var watch = await cluster.WatchAsync(ConfigMaps);
            });

        events.Select(each => each.Text("stage")).Should().Equal("RequestReceived", "ResponseStarted", "ResponseComplete");
        events[1].Child("responseStatus").Integer("code").Should().Be(200);
        events[2].ContainsKey("responseObject").Should().BeFalse();
    }

    [Fact]
    public async Task A_refusal_is_recorded_with_its_reason()
    {
        var events = await AuditTrail.OfAsync(
            OnlyConfigMaps.Replace("LEVEL", "Metadata", StringComparison.Ordinal),
            async cluster =>
            {
                await cluster.GetAsync($"{ConfigMaps}/missing");
                await cluster.PostAsync(ConfigMaps, "{");
                await cluster.PostAsync(ConfigMaps, new string(' ', (3 * 1024 * 1024) + 1));
                await cluster.AsAsync(UserInfo.Authenticated("nobody"), "GET", ConfigMaps);
            });

        var complete = events.Where(each => each.Text("stage") == "ResponseComplete").ToList();
        complete.Select(each => each.Child("responseStatus").Integer("code")).Should().Equal(404, 400, 413, 403);
        complete[0].Child("responseStatus").Text("message").Should().Be("configmaps \"missing\" not found");
        complete[0].Child("responseStatus").Child("details").Text("name").Should().Be("missing");
        complete[3].Child("annotations").Text("authorization.k8s.io/decision").Should().Be("forbid");
    }

    [Fact]
    public async Task Who_acts_as_somebody_else_is_recorded_with_both_names()
    {
        var events = await AuditTrail.OfAsync(
            OnlyConfigMaps.Replace("LEVEL", "Metadata", StringComparison.Ordinal),
            async cluster =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, ConfigMaps);
                request.Headers.Add("Impersonate-User", "alice");
                request.Headers.Add("Impersonate-Group", "developers");
                request.Headers.Add("Audit-Id", "given-by-the-client");
                request.Headers.UserAgent.ParseAdd("tests/1");
                request.Headers.Add("X-Forwarded-For", "192.0.2.1, 198.51.100.2");
                using var response = await cluster.Http.SendAsync(request, TestContext.Current.CancellationToken);
                response.Headers.GetValues("Audit-Id").Should().Equal("given-by-the-client");
            });

        var complete = events[1];
        complete.Child("user").Text("username").Should().Be("tester");
        complete.Child("impersonatedUser").Text("username").Should().Be("alice");
        complete.Child("impersonatedUser").Texts("groups").Should().Equal("developers", "system:authenticated");
        complete.Text("auditID").Should().Be("given-by-the-client");
        complete.Text("userAgent").Should().Be("tests/1");
        complete.Texts("sourceIPs").Should().Equal("192.0.2.1", "198.51.100.2");
    }

    [Fact]
    public async Task A_body_that_is_too_large_to_record_is_left_out_and_the_record_says_so()
    {
        var half = new string('x', 900_000);
        var events = await AuditTrail.OfAsync(
            OnlyConfigMaps.Replace("LEVEL", "RequestResponse", StringComparison.Ordinal),
            async cluster =>
            {
                for (var index = 0; index < 12; index++)
                {
                    await cluster.CreateAsync(ConfigMaps, $$"""{"metadata":{"name":"c{{index}}"},"data":{"k":"{{half}}"} }""");
                }

                (await cluster.GetAsync(ConfigMaps)).Json.Objects("items").Should().HaveCount(12);
            });

        events[^1].ContainsKey("responseObject").Should().BeFalse();
        events[^1].Child("annotations").Text(AuditedRequest.TruncatedAnnotation).Should().Be("true");
    }

    [Fact]
    public async Task What_a_pod_would_violate_is_recorded_where_its_namespace_asks_for_that()
    {
        var events = await AuditTrail.OfAsync(
            "rules: [{level: Metadata, verbs: [create], resources: [{group: '', resources: [pods]}]}]",
            async cluster =>
            {
                await cluster.MergeAsync("/api/v1/namespaces/default", """{"metadata":{"labels":{"pod-security.kubernetes.io/audit":"restricted"}}}""");
                await cluster.CreateAsync("/api/v1/namespaces/default/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
            });

        events[1].Child("annotations").Text("pod-security.kubernetes.io/enforce-policy").Should().Be("privileged:latest");
        events[1].Child("annotations").Text("pod-security.kubernetes.io/audit-violations").Should().StartWith("would violate PodSecurity \"restricted:latest\": ");
    }
}
