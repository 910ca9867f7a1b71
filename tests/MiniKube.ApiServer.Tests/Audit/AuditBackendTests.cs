using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Tests.Support;
using MiniKube.ApiServer.Webhooks;

namespace MiniKube.ApiServer.Tests.Audit;

public sealed class AuditBackendTests
{
    private static readonly AuditRecord Record = AuditRecord.Of(new AuditEvent
    {
        Level = AuditLevel.Metadata,
        AuditId = "id",
        Stage = AuditStage.ResponseComplete,
        RequestUri = "/version",
        Verb = "get",
        RequestReceivedAt = DateTimeOffset.UnixEpoch,
        StageAt = DateTimeOffset.UnixEpoch,
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_goes_when_it_is_full_or_its_first_record_has_waited_long_enough()
    {
        var time = new FakeTimeProvider();
        var delivered = System.Threading.Channels.Channel.CreateUnbounded<int>();
        var options = new AuditBatchOptions { BatchMax = 2, WaitMax = TimeSpan.FromSeconds(30) };
        await using var batches = new AuditBatches(
            options,
            (batch, _) =>
            {
                delivered.Writer.TryWrite(batch.Count);
                return Task.CompletedTask;
            },
            static () => { },
            time);

        batches.TryAdd(Record);
        batches.TryAdd(Record);
        var full = await delivered.Reader.ReadAsync(Token);
        batches.TryAdd(Record);
        var waited = delivered.Reader.ReadAsync(Token).AsTask();
        while (!waited.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        full.Should().Be(2);
        (await waited).Should().Be(1);
    }

    [Fact]
    public async Task A_batch_holds_no_more_bytes_than_it_may_and_a_record_that_is_larger_goes_alone()
    {
        var delivered = System.Threading.Channels.Channel.CreateUnbounded<int>();
        var gate = new TaskCompletionSource();
        var batches = new AuditBatches(
            new AuditBatchOptions { BatchMax = 100, BytesMax = (2 * Record.Json.Length) + 1 },
            async (batch, _) =>
            {
                delivered.Writer.TryWrite(batch.Count);
                await gate.Task;
            },
            static () => { },
            new FakeTimeProvider());
        var large = AuditRecord.Of(Record.Event with { RequestUri = new string('/', 10 * Record.Json.Length) });
        foreach (var record in (AuditRecord[])[large, Record, Record, Record])
        {
            batches.TryAdd(record);
        }

        var first = await delivered.Reader.ReadAsync(Token);
        gate.SetResult();
        await batches.DisposeAsync();

        ((int[])[first, await delivered.Reader.ReadAsync(Token), await delivered.Reader.ReadAsync(Token)]).Should().Equal(1, 2, 1);
    }

    [Fact]
    public async Task What_does_not_fit_into_the_buffer_is_refused()
    {
        var gate = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var counted = 0;
        await using var batches = new AuditBatches(
            new AuditBatchOptions { BufferMax = 1, BatchMax = 1 },
            async (_, _) =>
            {
                begun.TrySetResult();
                await gate.Task;
            },
            () => counted++,
            new FakeTimeProvider());

        var taken = batches.TryAdd(Record);
        await begun.Task.WaitAsync(Token);
        var waiting = batches.TryAdd(Record);
        var lost = batches.TryAdd(Record);
        gate.SetResult();

        (taken, waiting, lost, counted).Should().Be((true, true, false, 1));
    }

    [Fact]
    public async Task A_webhook_gets_lists_of_events_and_is_asked_again_when_it_could_not_take_them()
    {
        await using var receiver = await AuditReceiver.StartAsync(failures: 1);
        using var trail = new AuditTrail();
        var options = trail.Options("rules: [{level: Metadata, resources: [{group: '', resources: [configmaps]}]}]") with
        {
            LogPath = null,
            WebhookConfigFile = receiver.WriteKubeconfig(Path.GetDirectoryName(trail.PolicyFile)!),
            WebhookBatch = new AuditBatchOptions { BatchMax = 2 },
            WebhookInitialBackoff = TimeSpan.Zero,
        };
        await using var cluster = await ApiCluster.StartAsync(server => server with { Audit = options });

        await cluster.GetAsync("/api/v1/namespaces/default/configmaps/x");
        var list = await receiver.Lists.ReadAsync(Token);

        receiver.Calls.Should().Be(2);
        list.Text("kind").Should().Be("EventList");
        list.Objects("items").Select(each => each.Text("stage")).Should().Equal("RequestReceived", "ResponseComplete");
        receiver.Authorization.Should().Be("Bearer audit-token");
    }

    [Fact]
    public async Task The_webhook_may_be_away_and_what_is_lost_is_counted()
    {
        using var trail = new AuditTrail();
        var kubeconfig = Path.Combine(Path.GetDirectoryName(trail.PolicyFile)!, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, AuditReceiver.Kubeconfig("http://127.0.0.1:1/"), Token);
        var registry = Prometheus.Metrics.NewCustomRegistry();
        var random = new SeededRandomSource(1);
        var services = new ApiServerServices(TimeProvider.System, random, new RandomUidSource(random), NullLoggerFactory.Instance);
        var options = trail.Options("rules: [{level: Metadata}]") with { WebhookInitialBackoff = TimeSpan.Zero };
        var backend = new WebhookBackend(
            KubeconfigServer.Load(kubeconfig, Uri.UriSchemeHttp), options, new AuditMetrics(registry), services, NullLogger<WebhookBackend>.Instance);

        var isTaken = await backend.ProcessAsync(Record, Token);
        await backend.DisposeAsync();

        isTaken.Should().BeTrue();
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, Token);
        System.Text.Encoding.UTF8.GetString(text.ToArray()).Should().Contain("apiserver_audit_error_total{plugin=\"webhook\"} 1");
    }

    [Fact]
    public async Task Where_nothing_may_go_unrecorded_a_request_whose_record_is_lost_is_refused()
    {
        using var trail = new AuditTrail();
        var options = trail.Options("rules: [{level: Metadata}]") with { LogPath = "/dev/full", LogMode = AuditMode.BlockingStrict };
        await using var cluster = await ApiCluster.StartUnpreparedAsync(server => server with { Audit = options });

        var answer = await cluster.PostAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a"}}""");

        answer.Code.Should().Be(500);
        answer.Text.Should().Contain("failed to store audit event");
    }

    [Fact]
    public async Task A_server_does_not_start_with_a_policy_that_is_wrong()
    {
        using var trail = new AuditTrail();
        var options = trail.Options("rules: [{level: Sometimes}]");

        var start = () => ApiCluster.StartAsync(server => server with { Audit = options });

        (await start.Should().ThrowAsync<InvalidDataException>()).Which.Message.Should().Contain("Sometimes");
    }

    [Fact]
    public void The_old_form_is_one_line_whatever_the_client_sends()
    {
        var record = Record with { Event = Record.Event with { UserAgent = "a\"\nb" } };

        var line = System.Text.Encoding.UTF8.GetString(AuditEventLine.ToBytes(record.Event));

        line.Should().Be(
            "1970-01-01T00:00:00.000000Z AUDIT: id=\"id\" stage=\"ResponseComplete\" ip=\"<unknown>\" method=\"get\" user=\"<none>\" groups=\"<none>\" "
            + "as=\"<self>\" asgroups=\"<lookup>\" user-agent=\"a\\\"\\nb\" namespace=\"<none>\" uri=\"/version\" response=\"<deferred>\"");
    }
}
