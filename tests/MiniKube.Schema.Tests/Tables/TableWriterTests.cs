using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Schema.Tables;

namespace MiniKube.Schema.Tests.Tables;

public sealed class TableWriterTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly TableDefinition Namespaces = MiniKube.Schema.Tables.Tables.For(new GroupVersionKind("", "v1", "Namespace"));

    private static readonly TableDefinition Pods = MiniKube.Schema.Tables.Tables.For(new GroupVersionKind("", "v1", "Pod"));

    [Fact]
    public void A_list_becomes_a_table_with_a_row_for_each_object()
    {
        var table = Written(writer =>
        {
            var rows = new TableWriter(Namespaces, IncludeObject.Metadata);
            rows.Begin(writer, "42", "token", 7);
            rows.Row(writer, TablesTests.Object("""{"status":{"phase":"Active"}}"""), Now);
            rows.Row(writer, TablesTests.Object("""{"status":{"phase":"Terminating"}}"""), Now);
            rows.End(writer);
        });

        table["kind"]!.GetValue<string>().Should().Be("Table");
        table["apiVersion"]!.GetValue<string>().Should().Be("meta.k8s.io/v1");
        table["metadata"]!.ToJsonString().Should().Be("""{"resourceVersion":"42","continue":"token","remainingItemCount":7}""");
        table["columnDefinitions"]!.AsArray().Select(column => (string)column!["name"]!).Should().Equal("Name", "Status", "Age");
        table["rows"]!.AsArray().Select(row => row!["cells"]!.ToJsonString()).Should().Equal("""["x","Active","5m12s"]""", """["x","Terminating","5m12s"]""");
        table["rows"]![0]!["object"]!.ToJsonString().Should().Be(
            """{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"x","creationTimestamp":"2026-01-01T11:54:48Z"}}""");
    }

    [Fact]
    public void Only_the_first_event_of_a_watch_carries_the_columns()
    {
        var watch = new TableWriter(Namespaces, IncludeObject.None);

        var first = Written(writer => watch.Single(writer, TablesTests.Object("{}"), Now));
        var second = Written(writer => watch.Single(writer, TablesTests.Object("{}"), Now));

        first["columnDefinitions"]!.AsArray().Should().HaveCount(3);
        second["columnDefinitions"].Should().BeNull();
        second["rows"]![0]!["object"].Should().BeNull();
    }

    [Fact]
    public void The_whole_object_comes_along_when_asked_for()
    {
        var table = Written(writer => new TableWriter(Namespaces, IncludeObject.Object).Single(writer, TablesTests.Object("""{"kind":"Namespace"}"""), Now));

        table["rows"]![0]!["object"]!["kind"]!.GetValue<string>().Should().Be("Namespace");
    }

    [Fact]
    public void A_pod_that_has_ended_has_a_completed_row()
    {
        var table = Written(writer => new TableWriter(Pods, IncludeObject.None).Single(writer, TablesTests.Object("""{"status":{"phase":"Failed"}}"""), Now));

        table["rows"]![0]!["conditions"]!.ToJsonString().Should().Be("""[{"type":"Completed","status":"True","reason":"Failed","message":"The pod failed."}]""");
    }

    [Fact]
    public void Numbers_and_truths_are_cells_of_their_own_type()
    {
        var classes = MiniKube.Schema.Tables.Tables.For(new GroupVersionKind("scheduling.k8s.io", "v1", "PriorityClass"));

        var table = Written(writer => new TableWriter(classes, IncludeObject.None).Single(writer, TablesTests.Object("""{"value":5,"globalDefault":true}"""), Now));

        table["rows"]![0]!["cells"]!.ToJsonString().Should().Be("""["x",5,true,"5m12s",""]""");
    }

    [Theory]
    [InlineData(null, IncludeObject.Metadata)]
    [InlineData("None", IncludeObject.None)]
    [InlineData("Object", IncludeObject.Object)]
    public void The_query_says_what_a_row_carries(string? value, IncludeObject expected) => TableWriter.ParseInclude(value).Should().Be(expected);

    [Fact]
    public void Another_value_in_the_query_is_refused() =>
        FluentActions.Invoking(() => TableWriter.ParseInclude("All")).Should().Throw<FormatException>();

    private static JsonNode Written(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes);
        write(writer);
        writer.Flush();
        return JsonNode.Parse(bytes.WrittenSpan)!;
    }
}
