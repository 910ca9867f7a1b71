using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Audit;

public sealed class AuditOverTlsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Credentials_that_are_refused_are_recorded()
    {
        using var trail = new AuditTrail();
        var options = trail.Options("rules: [{level: Metadata, resources: [{group: '', resources: [pods]}]}]");
        await using (var server = await TestServer.StartAsync(before => before with { Audit = options }))
        {
            using var client = server.Connect(token: "wrong");
            using var answer = await client.GetAsync(new Uri("/api/v1/pods", UriKind.Relative), Token);
            answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }

        var recorded = trail.Events().Should().ContainSingle().Subject;
        recorded.Text("stage").Should().Be("ResponseStarted");
        recorded.Child("user")!.Count.Should().Be(0);
        recorded.Child("responseStatus").Integer("code").Should().Be(401);
        recorded.Texts("sourceIPs").Should().Equal("127.0.0.1");
    }

    [Fact]
    public async Task A_path_that_is_none_is_recorded()
    {
        using var trail = new AuditTrail();
        var options = trail.Options("rules: [{level: Metadata}]");
        await using (var server = await TestServer.StartAsync(before => before with { Audit = options }))
        {
            using var client = server.ConnectAsAdmin();
            using var answer = await client.GetAsync(new Uri("/api/v1/watch", UriKind.Relative), Token);
            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        }

        trail.Events().Single(each => each.Text("requestURI") == "/api/v1/watch").Child("responseStatus").Integer("code").Should().Be(400);
    }

    [Fact]
    public async Task A_fault_of_the_server_is_recorded_as_one()
    {
        using var trail = new AuditTrail();
        var options = trail.Options("omitStages: [RequestReceived]\nrules: [{level: RequestResponse, resources: [{group: '', resources: [pods]}]}]");
        await using (var server = await TestServer.StartInAsync(TimeProvider.System, NullLoggerFactory.Instance, before => before with { Audit = options }))
        {
            server.Endpoints.On("pods", (_, _) => throw new InvalidOperationException("broken"));
            using var client = server.ConnectAsAdmin();
            using var answer = await client.GetAsync(new Uri("/api/v1/pods", UriKind.Relative), Token);
            answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        }

        var recorded = trail.Events().Should().ContainSingle().Subject;
        recorded.Text("stage").Should().Be("Panic");
        recorded.Child("responseStatus").Text("reason").Should().Be("InternalError");
    }
}
