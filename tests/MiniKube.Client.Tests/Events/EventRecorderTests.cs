using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Client.Events;
using MiniKube.Client.Tests.Fakes;

namespace MiniKube.Client.Tests.Events;

public sealed class EventRecorderTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeApi _api;
    private readonly EventRecorder _recorder;
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly V1ObjectReference _about = new() { ApiVersion = "v1", Kind = "Pod", Name = "web", NamespaceProperty = "ns", Uid = "u" };
    private readonly Task _running;

    public EventRecorderTests()
    {
        _api = new FakeApi(_time);
        _recorder = new EventRecorder(_api.Client, "tester", "node-1", _time, NullLogger.Instance);
        _running = _recorder.RunAsync(_stop.Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Eventually.Ended(_running);
        _stop.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task The_same_again_is_counted_in_one_event()
    {
        _recorder.Record(_about, EventTypes.Warning, "BackOff", "waiting");
        await SentAsync();
        _time.Advance(TimeSpan.FromSeconds(90));
        _recorder.Record(_about, EventTypes.Warning, "BackOff", "waiting");
        await SentAsync();

        var told = _api.All<Corev1Event>().Should().ContainSingle().Subject;
        told.Count.Should().Be(2);
        (told.LastTimestamp - told.FirstTimestamp).Should().Be(TimeSpan.FromSeconds(90));
        told.Source.Component.Should().Be("tester");
    }

    [Fact]
    public async Task An_event_that_has_expired_on_the_server_starts_anew()
    {
        _recorder.Record(_about, EventTypes.Normal, "Pulled", "done");
        await SentAsync();
        _api.Remove<Corev1Event>("ns", _api.All<Corev1Event>()[0].Metadata.Name);

        _recorder.Record(_about, EventTypes.Normal, "Pulled", "done");
        await SentAsync();

        _api.All<Corev1Event>().Should().ContainSingle().Which.Count.Should().Be(1);
    }

    [Fact]
    public async Task Many_that_differ_only_in_words_become_one()
    {
        for (var number = 0; number < 20; number++)
        {
            _recorder.Record(_about, EventTypes.Normal, "Created", $"number {number}");
        }

        await SentAsync();

        _api.All<Corev1Event>().Should().HaveCount(11);
        _api.All<Corev1Event>().Should().ContainSingle(told => told.Count == 10).Which.Message.Should().StartWith("(combined from similar events): ");
    }

    [Fact]
    public async Task An_object_that_tells_too_much_is_cut_off_and_heard_again_later()
    {
        for (var number = 0; number < 40; number++)
        {
            _recorder.Record(_about, EventTypes.Normal, $"Reason{number}", "words");
        }

        await SentAsync();
        var before = _api.All<Corev1Event>().Count;
        _time.Advance(TimeSpan.FromMinutes(5));
        _recorder.Record(_about, EventTypes.Normal, "Later", "words");
        await SentAsync();

        before.Should().Be(25);
        _api.All<Corev1Event>().Should().HaveCount(26);
    }

    private Task SentAsync() => Eventually.IsTrue(() => _recorder.PendingCount == 0, Token);
}
