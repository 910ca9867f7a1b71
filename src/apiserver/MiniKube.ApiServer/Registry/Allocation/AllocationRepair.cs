using Microsoft.Extensions.Logging;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry.Allocation;

/// <summary>
/// Makes what is taken of the shared ranges agree with the Services that are there, when a server starts: what nobody has is given back,
/// what somebody has is taken, and what two have is told, for a Service is not changed behind its owner's back.
/// </summary>
internal sealed partial class AllocationRepair(
    ObjectStorage storage, ServedResource services, ApiServerServices outside, ILogger<AllocationRepair> logger)
{
    private static readonly KeyRange Older = KeyRange.Prefix(Key.From("/allocations/clusterips/"));

    private readonly AddressClaims _addresses = new(outside);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Everything is read at one revision, and written only where it is still as it was then.
        var at = await storage.CurrentRevisionAsync(services.Keys.Range(""), cancellationToken);
        var wanted = await WantedAsync(at, cancellationToken);
        await foreach (var claim in ReadAsync(AddressClaims.All, at, cancellationToken))
        {
            var tree = new StoredObject(claim).Decode();
            await CompareAsync(claim, AddressClaims.OwnerOf(tree), AddressClaims.IsOwn(tree), wanted, cancellationToken);
        }

        await foreach (var claim in ReadAsync(PortClaims.All, at, cancellationToken))
        {
            await CompareAsync(claim, PortClaims.OwnerOf(claim.Value), isOwn: true, wanted, cancellationToken);
        }

        foreach (var (key, need) in wanted)
        {
            await TakeAsync(key, Revision.Zero, need, cancellationToken);
        }

        // Before addresses were objects of their own, they were kept here.
        await foreach (var claim in ReadAsync(Older, at, cancellationToken))
        {
            await CommitAsync(new Operation.Delete(KeyRange.Single(claim.Key)), [new Comparison.ModRevisionIs(claim.Key, claim.ModRevision)], cancellationToken);
        }
    }

    private async Task<Dictionary<Key, Need>> WantedAsync(Revision at, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<Key, Need>();
        await foreach (var item in ReadAsync(services.Keys.Range(""), at, cancellationToken))
        {
            var name = services.Keys.NameOf(item.Key);
            var spec = new StoredObject(item).Decode().Child("spec");
            foreach (var address in ServiceTaking.AddressesOf(spec))
            {
                Add(AddressClaims.KeyOf(address), address, _addresses.For(address, name));
            }

            foreach (var port in ServiceTaking.PortsOf(spec))
            {
                Add(PortClaims.KeyOf(port), $"{port}", PortClaims.For(name));
            }

            void Add(Key key, string what, byte[] value)
            {
                if (!wanted.TryAdd(key, new Need(what, name, item.Key, item.ModRevision, value)))
                {
                    LogTwice(what, wanted[key].Owner, name);
                }
            }
        }

        return wanted;
    }

    private async Task CompareAsync(
        KeyValue claim, NamespacedName owner, bool isOwn, Dictionary<Key, Need> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Remove(claim.Key, out var need))
        {
            if (need.Owner != owner && isOwn)
            {
                await TakeAsync(claim.Key, claim.ModRevision, need, cancellationToken);
            }
        }
        else if (isOwn)
        {
            LogLeaked(claim.Key, owner);
            await CommitAsync(new Operation.Delete(KeyRange.Single(claim.Key)), [new Comparison.ModRevisionIs(claim.Key, claim.ModRevision)], cancellationToken);
        }
    }

    private Task TakeAsync(Key key, Revision expected, Need need, CancellationToken cancellationToken)
    {
        LogMissing(need.What, need.Owner);
        return CommitAsync(
            new Operation.Put(key, need.Value),
            [new Comparison.ModRevisionIs(key, expected), new Comparison.ModRevisionIs(need.Service, need.ServiceAt)],
            cancellationToken);
    }

    /// <summary>Where another server was faster, there is nothing left to do.</summary>
    private async Task CommitAsync(Operation operation, Comparison[] comparisons, CancellationToken cancellationToken) =>
        _ = await storage.Store.CommitAsync(new Transaction { Comparisons = [.. comparisons], Success = [operation], Failure = [] }, cancellationToken);

    private async IAsyncEnumerable<KeyValue> ReadAsync(
        KeyRange range, Revision at, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in ObjectPages.ReadAsync(storage, range, at, cancellationToken))
        {
            foreach (var item in page)
            {
                yield return item;
            }
        }
    }

    [LoggerMessage(3221, LogLevel.Warning, "{What} belongs to two Services, {First} and {Second}; make one of them anew")]
    private partial void LogTwice(string what, NamespacedName first, NamespacedName second);

    [LoggerMessage(3222, LogLevel.Information, "{Claim} is given back: {Owner} does not have it any more")]
    private partial void LogLeaked(Key claim, NamespacedName owner);

    [LoggerMessage(3223, LogLevel.Information, "{What} is taken for {Owner}, which has it")]
    private partial void LogMissing(string what, NamespacedName owner);

    /// <summary>What a Service has of the ranges.</summary>
    private sealed record Need(string What, NamespacedName Owner, Key Service, Revision ServiceAt, byte[] Value);
}
