using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;
using static MiniKube.Schema.Tests.ManagedFields.FieldExtractionTests;

namespace MiniKube.Schema.Tests.ManagedFields;

public sealed class UpdateOwnershipTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Fact]
    public void A_creation_makes_one_entry_of_all_that_was_sent()
    {
        var created = Write([], Pod("a", "x"), "kubectl-create");

        Entries(created).Should().ContainSingle().Which!.ToJsonString().Replace("\\u0022", "", StringComparison.Ordinal).Should().Be(
            """{"manager":"kubectl-create","operation":"Update","apiVersion":"v1","time":"2026-05-04T03:02:01Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{name:c}":{".":{},"f:image":{},"f:name":{},"f:resources":{}}}}}}""");
    }

    [Fact]
    public void What_another_writer_changes_is_its_and_no_longer_the_first_ones()
    {
        var created = Write([], Pod("a", "x"), "one");
        var changed = Write(created, Pod("b", "x"), "two", seconds: 60);

        Fields(changed, "one").Should().NotContain("f:app").And.Contain("f:image");
        Fields(changed, "two").Should().Be("""{"f:metadata":{"f:labels":{"f:app":{}}}}""");
        Entries(changed)[1]!["time"]!.GetValue<string>().Should().Be("2026-05-04T03:03:01Z");
        Entries(changed)[0]!["time"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
    }

    [Fact]
    public void A_write_that_changes_nothing_leaves_the_entries_as_they_are()
    {
        var created = Write([], Pod("a", "x"), "one");
        var again = Write(created, Pod("a", "x"), "two", seconds: 60);

        JsonNode.DeepEquals(again["metadata"]!["managedFields"], created["metadata"]!["managedFields"]).Should().BeTrue();
    }

    [Fact]
    public void The_same_writer_in_a_subresource_has_an_entry_of_its_own()
    {
        var created = Write([], Pod("a", "x"), "one");
        var ready = Pod("a", "x");
        ready["status"] = new JsonObject { ["phase"] = "Running" };
        var changed = Write(created, ready, "one", "status", 60);

        Entries(changed).Select(entry => entry!["subresource"]?.GetValue<string>() ?? "").Should().Equal("", "status");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    public void Ownership_is_reset_by_an_empty_list_or_entry_and_stays_away_until_an_apply(string reset)
    {
        var created = Write([], Pod("a", "x"), "one");
        var sent = Pod("a", "x");
        sent["metadata"]!["managedFields"] = JsonNode.Parse(reset);
        var without = Write(created, sent, "two");
        var later = Write(without, Pod("b", "x"), "two", seconds: 9);

        without["metadata"]!.AsObject().Should().NotContainKey("managedFields");
        later["metadata"]!.AsObject().Should().NotContainKey("managedFields");
    }

    [Theory]
    [InlineData("""[{"manager":"m","operation":"Delete","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{}}]""")]
    [InlineData("""[{"manager":"m","operation":"Update","fieldsType":"FieldsV1","fieldsV1":{}}]""")]
    [InlineData("""[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV2","fieldsV1":{}}]""")]
    [InlineData("""[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"nonsense":{}}}]""")]
    [InlineData("null")]
    public void Entries_that_are_none_are_ignored(string sent)
    {
        var created = Write([], Pod("a", "x"), "one");
        var body = Pod("a", "x");
        body["metadata"]!["managedFields"] = JsonNode.Parse(sent);

        var after = Write(created, body, "two");

        JsonNode.DeepEquals(after["metadata"]!["managedFields"], created["metadata"]!["managedFields"]).Should().BeTrue();
    }

    [Fact]
    public void A_client_may_rewrite_the_entries()
    {
        var created = Write([], Pod("a", "x"), "one");
        var body = Pod("a", "x");
        body["metadata"]!["managedFields"] = created["metadata"]!["managedFields"]!.DeepClone();
        Entries(body)[0]!["manager"] = "kubectl";
        Entries(body)[0]!["operation"] = "Apply";

        var after = Write(created, body, "two");

        Entries(after).Should().ContainSingle().Which!["manager"]!.GetValue<string>().Should().Be("kubectl");
    }

    [Fact]
    public void Entries_that_come_back_as_they_are_stored_are_not_read_again()
    {
        // Written by an earlier version, in another order: reading it would write it anew.
        const string Kept = """{"f:spec":{"f:b":{},"f:a":{}}}""";
        var created = Write([], Pod("a", "x"), "one");
        var kept = JsonNode.Parse($$"""{"manager":"kept","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{{Kept}}}""")!;
        Entries(created).Add(kept);
        var body = Pod("a", "x");
        body["metadata"]!["managedFields"] = Entries(created).DeepClone();
        Entries(body)[0]!["fieldsV1"] = JsonNode.Parse("""{"f:spec":{"f:d":{},"f:c":{}}}""");

        var after = Write(created, body, "two");

        Fields(after, "kept").Should().Be(Kept);
        Fields(after, "one").Should().Be("""{"f:spec":{"f:c":{},"f:d":{}}}""");
    }

    [Fact]
    public void Beyond_ten_writers_the_oldest_become_one()
    {
        var live = Write([], Labelled(0), "w00");
        for (var i = 1; i < 14; i++)
        {
            live = Write(live, Labelled(i), $"w{i:00}", seconds: i);
        }

        var managers = Entries(live).Select(entry => entry!["manager"]!.GetValue<string>()).ToList();
        managers.Should().HaveCount(10).And.ContainSingle(name => name == "ancient-changes");
        managers.Should().NotContain(["w00", "w01", "w02", "w03"]).And.Contain(["w05", "w13"]);
        Fields(live, "ancient-changes").Should().Contain("f:l0").And.Contain("f:l3");
    }

    [Fact]
    public void Owners_in_a_version_that_is_no_longer_served_are_dropped()
    {
        var created = Write([], Pod("a", "x"), "one");
        Entries(created)[0]!["apiVersion"] = "v1alpha1";

        var after = Write(created, Pod("b", "x"), "two", seconds: 1);

        Entries(after).Should().ContainSingle().Which!["manager"]!.GetValue<string>().Should().Be("two");
    }

    [Fact]
    public void Only_a_write_that_changed_nothing_but_times_is_settled()
    {
        var created = Write([], Pod("a", "x"), "one");
        var touched = created.DeepClone().AsObject();
        Entries(touched)[0]!["time"] = "2030-01-01T00:00:00Z";
        var changed = touched.DeepClone().AsObject();
        changed["metadata"]!["labels"]!["app"] = "other";

        OwnershipTimes.Settle(created, touched);
        OwnershipTimes.Settle(created, changed);

        Entries(touched)[0]!["time"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
        Entries(changed)[0]!["time"]!.GetValue<string>().Should().Be("2030-01-01T00:00:00Z");
    }

    [Theory]
    [InlineData("kubectl/v1.32 (linux/amd64)", "kubectl")]
    [InlineData("", "unknown")]
    [InlineData("a\u0001b\u200bc/1", "abc")]
    public void A_writer_is_called_by_the_first_part_of_its_user_agent(string agent, string manager) =>
        ManagerName.FromUserAgent(agent).Should().Be(manager);

    [Fact]
    public void A_name_has_128_printable_bytes_at_most()
    {
        ManagerName.FromUserAgent(new string('é', 100)).Should().Be(new string('é', 64));
        ManagerName.Complaint(new string('a', 128)).Should().BeNull();
        ManagerName.Complaint(new string('é', 65)).Should().Contain("128");
        ManagerName.Complaint("a\tb").Should().NotBeNull();
    }

    private static JsonObject Pod(string label, string image) => Parse(
        $$$$"""{"metadata":{"uid":"u","labels":{"app":"{{{{label}}}}"}},"spec":{"containers":[{"name":"c","image":"{{{{image}}}}","resources":{}}]},"status":{}}""");

    private static JsonObject Labelled(int count)
    {
        var pod = Pod("a", "x");
        for (var i = 0; i <= count; i++)
        {
            pod["metadata"]!["labels"]![$"l{i}"] = "v";
        }

        return pod;
    }

    private static JsonObject Write(JsonObject existing, JsonObject desired, string manager, string subresource = "", int seconds = 0)
    {
        UpdateOwnership.Track(existing, desired, new OwnershipContext
        {
            Manager = manager,
            ApiVersion = "v1",
            Subresource = subresource,
            Now = Start.AddSeconds(seconds),
            Type = ApiCatalog.BuiltIn.Type("io.k8s.api.core.v1.Pod"),
            Versions = new NoOtherVersions(),
        });
        return desired;
    }

    private static JsonArray Entries(JsonObject tree) => tree["metadata"]!["managedFields"]!.AsArray();

    private static string Fields(JsonObject tree, string manager) => Entries(tree)
        .Single(entry => entry!["manager"]!.GetValue<string>() == manager)!["fieldsV1"]!.ToJsonString().Replace("\\u0022", "", StringComparison.Ordinal);
}
