using Grpc.Core;
using MiniKube.Etcd.Tests.Support;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Tests.Front;

public sealed class KvServiceTests : IAsyncLifetime
{
    private FrontedStore _fronted = null!;
    private RawClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fronted = await FrontedStore.StartAsync(TimeProvider.System, Stop);
        _client = new RawClient(_fronted.Front.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _fronted.DisposeAsync();
    }

    [Fact]
    public async Task Refusals_have_the_code_and_the_text_that_clients_know()
    {
        var key = RawClient.Bytes("a");
        var one = RawClient.Bytes("1");
        await _client.PutAsync("a", "1", Stop);

        (await RefusedAsync(new Wire.PutRequest { Value = one })).Should().Be(new Status(StatusCode.InvalidArgument, "etcdserver: key is not provided"));
        (await RefusedAsync(new Wire.PutRequest { Key = key, Value = one, IgnoreValue = true }))
            .Should().Be(new Status(StatusCode.InvalidArgument, "etcdserver: value is provided"));
        (await RefusedAsync(new Wire.PutRequest { Key = key, Lease = 1, IgnoreLease = true }))
            .Should().Be(new Status(StatusCode.InvalidArgument, "etcdserver: lease is provided"));
        (await RefusedAsync(new Wire.PutRequest { Key = one, IgnoreLease = true }))
            .Should().Be(new Status(StatusCode.InvalidArgument, "etcdserver: key not found"));
        (await RefusedAsync(new Wire.PutRequest { Key = key, Lease = 99 }))
            .Should().Be(new Status(StatusCode.NotFound, "etcdserver: requested lease not found"));
        (await RawClient.RefusedAsync(_client.Kv.RangeAsync(new Wire.RangeRequest { Key = key, Revision = 99 }, cancellationToken: Stop)))
            .Should().Be(new Status(StatusCode.OutOfRange, "etcdserver: mvcc: required revision is a future revision"));
        (await RawClient.RefusedAsync(_client.Lease.LeaseGrantAsync(
            new Wire.LeaseGrantRequest { TtlSeconds = 9_000_000_001 }, cancellationToken: Stop)))
            .Should().Be(new Status(StatusCode.OutOfRange, "etcdserver: too large lease TTL"));
    }

    [Fact]
    public async Task A_transaction_has_at_most_128_steps_and_each_is_looked_at()
    {
        var steps = Enumerable.Range(0, 129).Select(key => new Wire.RequestOp { RequestPut = new Wire.PutRequest { Key = RawClient.Bytes($"{key}") } });
        var tooMany = new Wire.TxnRequest { Success = { steps } };
        var nameless = new Wire.TxnRequest { Failure = { new Wire.RequestOp { RequestRange = new Wire.RangeRequest() } } };
        var unheardOf = new Wire.TxnRequest { Compare = { new Wire.Compare { Key = RawClient.Bytes("a"), Target = (Wire.Compare.Types.CompareTarget)77 } } };

        (await RefusedAsync(tooMany)).Should().Be(new Status(StatusCode.InvalidArgument, "etcdserver: too many operations in txn request"));
        (await RefusedAsync(nameless)).Should().Be(new Status(StatusCode.InvalidArgument, "etcdserver: key is not provided"));
        (await RefusedAsync(unheardOf)).StatusCode.Should().Be(StatusCode.InvalidArgument);
        (await RefusedAsync(new Wire.TxnRequest { Success = { new Wire.RequestOp() } })).StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task What_is_too_large_is_refused_and_the_connection_goes_on()
    {
        var large = new Wire.PutRequest { Key = RawClient.Bytes("a"), Value = Google.Protobuf.ByteString.CopyFrom(new byte[5 << 20]) };

        (await RefusedAsync(large)).Should().Be(new Status(StatusCode.InvalidArgument, "etcdserver: request is too large"));
        (await _client.PutAsync("a", "1", Stop)).Should().Be(2);
    }

    [Fact]
    public async Task Count_and_more_are_of_the_whole_range()
    {
        foreach (var key in (string[])["k1", "k2", "k3"])
        {
            await _client.PutAsync(key, "1", Stop);
        }

        var range = new Wire.RangeRequest { Key = RawClient.Bytes("k"), RangeEnd = RawClient.Bytes("l") };
        var limited = await _client.Kv.RangeAsync(new Wire.RangeRequest(range) { Limit = 2 }, cancellationToken: Stop);
        var counted = await _client.Kv.RangeAsync(new Wire.RangeRequest(range) { CountOnly = true, Limit = 1 }, cancellationToken: Stop);
        var all = await _client.Kv.RangeAsync(new Wire.RangeRequest { Key = RawClient.Bytes("\0"), RangeEnd = RawClient.Bytes("\0") }, cancellationToken: Stop);

        (limited.Kvs.Count, limited.More, limited.Count).Should().Be((2, true, 3L));
        (counted.Kvs.Count, counted.More, counted.Count).Should().Be((0, false, 3L));
        (all.Kvs.Count, all.More, all.Count).Should().Be((3, false, 3L));
    }

    private Task<Status> RefusedAsync(Wire.PutRequest request) => RawClient.RefusedAsync(_client.Kv.PutAsync(request, cancellationToken: Stop));

    private Task<Status> RefusedAsync(Wire.TxnRequest request) => RawClient.RefusedAsync(_client.Kv.TxnAsync(request, cancellationToken: Stop));
}
