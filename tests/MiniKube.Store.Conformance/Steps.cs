using System.Text;
using MiniKube.Mvcc;

namespace MiniKube.Store.Conformance;

/// <summary>The store's verbs in words short enough for a test.</summary>
internal static class Steps
{
    extension(KeyValue item)
    {
        public string Text => Encoding.UTF8.GetString(item.Value.Span);
    }

    extension(IStore store)
    {
        public async Task<Revision> PutAsync(string key, string value, CancellationToken cancellationToken) =>
            (await store.CommitAsync(new Transaction { Success = [Put(key, value)] }, cancellationToken)).At;

        public async Task<Revision> PutAsync(string key, string value, LeaseId lease, CancellationToken cancellationToken) =>
            (await store.CommitAsync(new Transaction { Success = [Put(key, value) with { Lease = lease }] }, cancellationToken)).At;

        public async Task<Revision> DeleteAsync(string key, CancellationToken cancellationToken) =>
            (await store.CommitAsync(new Transaction { Success = [Delete(key)] }, cancellationToken)).At;

        public async Task<KeyValue?> GetAsync(string key, CancellationToken cancellationToken) =>
            (await store.RangeAsync(new RangeRequest(KeyRange.Single(Key.From(key))), cancellationToken)).Items.SingleOrDefault();

        public ValueTask<RangeResult> RangeAsync(string prefix, CancellationToken cancellationToken) =>
            store.RangeAsync(new RangeRequest(KeyRange.Prefix(Key.From(prefix))), cancellationToken);

        public async Task<List<string>> ListAsync(string prefix, Revision at, CancellationToken cancellationToken)
        {
            var request = new RangeRequest(KeyRange.Prefix(Key.From(prefix))) { At = at };
            var found = await store.RangeAsync(request, cancellationToken);
            return [.. found.Items.Select(item => $"{item.Key}={item.Text}")];
        }

        /// <summary>The changes of a prefix, one by one as text, until so many have come.</summary>
        public async Task<List<string>> WatchAsync(string prefix, Revision from, int count, CancellationToken cancellationToken)
        {
            List<string> seen = [];
            var request = new WatchRequest(KeyRange.Prefix(Key.From(prefix)), from);
            await foreach (var batch in store.WatchAsync(request, cancellationToken))
            {
                seen.AddRange(batch.Events.Select(Describe));
                if (seen.Count >= count)
                {
                    break;
                }
            }

            return seen;
        }
    }

    public static Operation.Put Put(string key, string value) => new(Key.From(key), Encoding.UTF8.GetBytes(value));

    public static Operation.Delete Delete(string key) => new(KeyRange.Single(Key.From(key)));

    public static Operation.Get Get(string key) => new(Key.From(key));

    public static string Describe(KeyEvent change) => change.Type == KeyEventType.Put
        ? $"{change.Key}={change.Current!.Text}"
        : $"-{change.Key}";
}
