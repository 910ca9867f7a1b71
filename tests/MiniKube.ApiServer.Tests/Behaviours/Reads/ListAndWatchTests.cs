using System.Text.Json.Nodes;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Reads;

/// <summary>What informers rest on, over random histories: a list, and a watch from its revision, make the list of now.</summary>
public sealed class ListAndWatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const int Names = 9;

    private static readonly string[] Labels = ["", "x", "y"];

    private static readonly (string Query, Func<string, bool> Matches)[] Selectors =
    [
        ("", static _ => true),
        ("labelSelector=app%3Dx", static app => app == "x"),
        ("labelSelector=app%21%3Dx", static app => app != "x"),
        ("labelSelector=app+in+(x,y)", static app => app.Length > 0),
        ("labelSelector=%21app", static app => app.Length == 0),
    ];

    [Theory(Timeout = 120_000)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_list_and_a_watch_from_its_revision_make_the_list_of_now(int seed)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var random = new SeededRandomSource(seed);
        var writers = Enumerable.Range(0, 3).Select(writer => WriteAsync(cluster, writer, new SeededRandomSource((seed * 100) + writer))).ToList();
        var followers = new List<Task<(string Query, SortedDictionary<string, string> Objects)>>();
        for (var i = 0; i < 12; i++)
        {
            followers.Add(FollowAsync(cluster, Selectors[random.Next(Selectors.Length)], random.Next(3)));
            await cluster.GetAsync(ConfigMaps); // lets some writes pass
        }

        await Task.WhenAll(writers);
        foreach (var app in Labels)
        {
            await PutAsync(cluster, $"end-{app}", app);
        }

        foreach (var follower in followers)
        {
            var (query, objects) = await follower;
            var now = await cluster.GetAsync($"{ConfigMaps}?{query}");
            objects.Should().Equal(By(now.Items), "seed {0}, {1}", seed, query);
        }
    }

    /// <summary>Creates, changes, labels and deletes; three do so to the same objects.</summary>
    private static async Task WriteAsync(ApiCluster cluster, int writer, SeededRandomSource random)
    {
        for (var i = 0; i < 60; i++)
        {
            var name = $"o{random.Next(Names)}";
            if (random.Next(3) == 0)
            {
                await cluster.DeleteAsync($"{ConfigMaps}/{name}");
            }
            else
            {
                await PutAsync(cluster, name, Labels[random.Next(Labels.Length)], $"{writer}-{i}");
            }
        }
    }

    private static async Task PutAsync(ApiCluster cluster, string name, string app, string value = "")
    {
        var labels = app.Length > 0 ? $$"""{"app":"{{app}}"}""" : "null";
        var changed = await cluster.MergeAsync($"{ConfigMaps}/{name.TrimEnd('-')}", $$$"""{"metadata":{"labels":{{{labels}}}},"data":{"k":"{{{value}}}"}}""");
        if (changed.Code == 404)
        {
            await cluster.PostAsync(ConfigMaps, $$$"""{"metadata":{"name":"{{{name.TrimEnd('-')}}}","labels":{{{labels}}}},"data":{"k":"{{{value}}}"}}""");
        }
    }

    /// <summary>Lists, whole, in pages or from what is cached, and keeps up by a watch until the last writes have come.</summary>
    private static async Task<(string Query, SortedDictionary<string, string> Objects)> FollowAsync(
        ApiCluster cluster, (string Query, Func<string, bool> Matches) selector, int how)
    {
        var objects = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var ends = Labels.Where(selector.Matches).Select(app => $"end-{app}".TrimEnd('-')).ToHashSet(StringComparer.Ordinal);
        var query = how switch { 0 => selector.Query, 1 => $"{selector.Query}&limit=2", _ => $"{selector.Query}&resourceVersion=0" };
        var page = await cluster.GetAsync($"{ConfigMaps}?{query}");
        Add(page);
        while (page.Metadata["continue"]?.GetValue<string>() is { Length: > 0 } token)
        {
            page = await cluster.GetAsync($"{ConfigMaps}?{query}&continue={token}");
            Add(page);
        }

        using var watch = await cluster.WatchAsync($"{ConfigMaps}?{selector.Query}&resourceVersion={page.ResourceVersion}");
        while (ends.Count > 0)
        {
            var change = (await watch.TakeAsync(1))[0];
            var name = change.Object["metadata"]!["name"]!.GetValue<string>();
            ends.Remove(name);
            switch (change.Type)
            {
                case "DELETED":
                    objects.Remove(name).Should().BeTrue("{0} was deleted, and must have been there", name);
                    break;
                case "ADDED":
                    objects.TryAdd(name, Content(change.Object)).Should().BeTrue("{0} was added, and must not have been there", name);
                    break;
                default:
                    objects.Should().ContainKey(name, "it was changed");
                    objects[name] = Content(change.Object);
                    break;
            }
        }

        return (selector.Query, objects);

        void Add(ApiAnswer answer)
        {
            foreach (var (name, content) in By(answer.Items))
            {
                objects.Add(name, content);
                ends.Remove(name);
            }
        }
    }

    private static SortedDictionary<string, string> By(IEnumerable<JsonObject> items) =>
        new(items.ToDictionary(item => item["metadata"]!["name"]!.GetValue<string>(), Content), StringComparer.Ordinal);

    /// <summary>Items of lists do not say what they are.</summary>
    private static string Content(JsonObject item)
    {
        var content = item.DeepClone().AsObject();
        content.Remove("kind");
        content.Remove("apiVersion");
        return content.ToJsonString();
    }
}
