using System.Buffers;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.Tests.Support;
using MiniKube.ApiServer.WatchCache;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class SharedEventTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    [Fact]
    public async Task An_event_is_made_once_for_all_who_watch_in_the_same_form()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var keys = new ResourceKeys(new("", "configmaps"), isNamespaced: true);
        var stored = await new ObjectStorage(cluster.Store).RangeAsync(keys.Range("default"), Revision.Zero, 1, TestContext.Current.CancellationToken);
        var change = new CachedEvent(new KeyEvent(KeyEventType.Put, stored.Items[0].Key, stored.At, stored.Items[0], null));
        var item = change.For(keys.Range(""), ObjectSelector.Parse("", "", []), [])!.Value;
        var made = new List<string>();

        void Write(string form, StoredObject _, IBufferWriter<byte> to)
        {
            made.Add(form);
            to.Write(System.Text.Encoding.UTF8.GetBytes(form));
        }

        var first = change.Encoded("x", item, (stored, to) => Write("x", stored, to));
        var second = change.Encoded("x", item, (stored, to) => Write("x", stored, to));
        var other = change.Encoded("y", item, (stored, to) => Write("y", stored, to));

        made.Should().Equal("x", "y");
        second.Should().Be(first);
        other.ToArray().Should().Equal("y"u8.ToArray());
    }

    [Fact]
    public async Task Rows_of_a_watched_table_are_as_old_as_they_are_when_they_are_told()
    {
        await using var cluster = await ApiCluster.StartAsync();
        cluster.Http.DefaultRequestHeaders.Add("Accept", Table);
        using var watch = await cluster.WatchAsync(ConfigMaps);
        await cluster.SendAsync("POST", ConfigMaps, """{"metadata":{"name":"a"}}""");
        var created = (await watch.NextAsync())!;
        cluster.Time.Advance(TimeSpan.FromSeconds(45));

        await cluster.SendAsync("PATCH", $"{ConfigMaps}/a", """{"data":{"k":"v"}}""", "application/merge-patch+json");

        var changed = (await watch.NextAsync())!;
        created.Object["rows"]![0]!["cells"]![2]!.GetValue<string>().Should().Be("0s");
        changed.Object["rows"]![0]!["cells"]![2]!.GetValue<string>().Should().Be("45s");
    }
}
