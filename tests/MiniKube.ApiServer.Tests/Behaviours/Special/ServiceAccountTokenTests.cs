using System.Text;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class ServiceAccountTokenTests
{
    private const string Default = "/api/v1/namespaces/default";
    private const string Token = $"{Default}/serviceaccounts/default/token";

    [Fact]
    public async Task A_request_for_a_token_is_answered_with_what_it_was_given()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var pod = await cluster.CreatePodAsync("p");
        var uid = pod["metadata"]!["uid"]!.GetValue<string>();

        var answer = await cluster.PostAsync(Token, $$$$"""
            {"spec":{"audiences":["a","b"],"expirationSeconds":3607,"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p","uid":"{{{{uid}}}}"}}}
            """);

        answer.Code.Should().Be(201, answer.Text);
        answer.Json["kind"]!.GetValue<string>().Should().Be("TokenRequest");
        answer.Json["spec"]!["expirationSeconds"]!.GetValue<int>().Should().Be(3607);
        var claims = Claims(answer);
        claims["aud"]!.ToJsonString().Should().Be("""["a","b"]""");
        claims["sub"]!.GetValue<string>().Should().Be("system:serviceaccount:default:default");
        (claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>()).Should().Be(3607);
        claims["nbf"]!.GetValue<long>().Should().Be(claims["iat"]!.GetValue<long>());
        claims["kubernetes.io"]!["namespace"]!.GetValue<string>().Should().Be("default");
        claims["kubernetes.io"]!["pod"]!.ToJsonString().Should().Be($$"""{"name":"p","uid":"{{uid}}"}""");
        claims["kubernetes.io"]!["serviceaccount"]!["name"]!.GetValue<string>().Should().Be("default");
        claims["jti"]!.GetValue<string>().Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("""{"spec":{"expirationSeconds":599}}""", 422, "spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes")]
    [InlineData("""{"spec":{"expirationSeconds":4294967297}}""", 422, "spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"none"}}}""", 404, "pods \"none\" not found")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"Secret","apiVersion":"v1","name":"none"}}}""", 404, "secrets \"none\" not found")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"other"}}}""", 400, "cannot bind token for serviceaccount \"default\" to pod running with different serviceaccount name.")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"ConfigMap","apiVersion":"v1","name":"c"}}}""", 400, "cannot bind token for serviceaccount \"default\" to object")]
    [InlineData("""{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"mine","uid":"another"}}}""", 409, "the UID in the bound object reference (another) does not match the UID in record")]
    public async Task A_token_that_nobody_could_use_is_not_given(string body, int code, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync($"{Default}/serviceaccounts", """{"metadata":{"name":"robot"}}""");
        await cluster.CreateAsync($"{Default}/pods", """{"metadata":{"name":"other"},"spec":{"serviceAccountName":"robot","containers":[{"name":"c","image":"i"}]}}""");
        await cluster.CreatePodAsync("mine");

        var refused = await cluster.PostAsync(Token, body);

        refused.Code.Should().Be(code, refused.Text);
        refused.Message.Should().Contain(why);
    }

    [Fact]
    public async Task A_token_without_a_wish_is_for_the_server_and_for_an_hour()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(Token, """{"spec":{}}""");
        var review = await cluster.PostAsync(
            "/apis/authentication.k8s.io/v1/tokenreviews", $$$$"""{"spec":{"token":"{{{{answer.Json["status"]!["token"]}}}}"}}""");

        Claims(answer)["aud"]!.ToJsonString().Should().Be("""["https://kubernetes.default.svc.cluster.local"]""");
        answer.Json["status"]!["expirationTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T04:02:01Z");
        review.Json["status"]!["authenticated"]!.GetValue<bool>().Should().BeTrue();
        review.Json["status"]!["user"]!["groups"]!.ToJsonString().Should().Be("""["system:serviceaccounts","system:serviceaccounts:default","system:authenticated"]""");
    }

    private static JsonObject Claims(ApiAnswer answer)
    {
        var payload = answer.Json["status"]!["token"]!.GetValue<string>().Split('.')[1].Replace('-', '+').Replace('_', '/');
        var padded = payload.PadRight((payload.Length + 3) / 4 * 4, '=');
        return JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(padded)))!.AsObject();
    }
}
