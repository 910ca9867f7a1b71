using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;
using static MiniKube.Schema.Tests.ManagedFields.FieldExtractionTests;

namespace MiniKube.Schema.Tests.ManagedFields;

public sealed class ObjectComparisonTests
{
    private static readonly TypeSchema Pod = ApiCatalog.BuiltIn.Type("io.k8s.api.core.v1.Pod");

    [Fact]
    public void Fields_are_added_modified_and_removed_where_they_stand()
    {
        var difference = ObjectComparison.Of(
            Parse("""{"metadata":{"labels":{"a":"1","b":"2"}},"spec":{"containers":[{"name":"c","image":"x"},{"name":"d"}]}}"""),
            Parse("""{"metadata":{"labels":{"a":"1","c":"3"}},"spec":{"containers":[{"name":"c","image":"y","tty":true}]}}"""),
            Pod,
            FieldSet.Empty);

        Show(difference.Added).Should().Be("""{"f:metadata":{"f:labels":{"f:c":{}}},"f:spec":{"f:containers":{"k:{name:c}":{"f:tty":{}}}}}""");
        Show(difference.Modified).Should().Be("""{"f:spec":{"f:containers":{"k:{name:c}":{"f:image":{}}}}}""");
        Show(difference.Removed).Should().Be("""{"f:metadata":{"f:labels":{"f:b":{}}},"f:spec":{"f:containers":{"k:{name:d}":{".":{},"f:name":{},"f:resources":{}}}}}""");
    }

    [Fact]
    public void What_Go_always_writes_is_no_addition_and_a_map_or_item_that_was_not_there_is()
    {
        var difference = ObjectComparison.Of([], Parse("""{"metadata":{"labels":{"a":"1"}},"spec":{"containers":[{"name":"c"}]},"status":{}}"""), Pod, FieldSet.Empty);

        Show(difference.Set).Should().Be(
            """{"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{"f:containers":{"k:{name:c}":{".":{},"f:name":{},"f:resources":{}}}}}""");
    }

    [Fact]
    public void Ignored_places_are_not_looked_at()
    {
        var difference = ObjectComparison.Of(
            Parse("""{"metadata":{"labels":{"a":"1"}},"spec":{"hostname":"a"}}"""),
            Parse("""{"metadata":{"labels":{"a":"2"}},"spec":{"hostname":"b"}}"""),
            Pod,
            FieldSet.Of("spec", "metadata.labels"));

        difference.IsSame.Should().BeTrue();
    }

    [Fact]
    public void The_order_of_items_that_have_keys_is_no_difference()
    {
        var difference = ObjectComparison.Of(
            Parse("""{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}"""),
            Parse("""{"spec":{"containers":[{"name":"b"},{"name":"a"}]}}"""),
            Pod,
            FieldSet.Empty);

        difference.IsSame.Should().BeTrue();
    }

    [Fact]
    public void Any_object_is_the_same_as_itself_however_its_tree_was_made()
    {
        var resources = ApiCatalog.BuiltIn.Resources.Where(resource => !resource.IsVirtual).ToArray();

        Gen.Int[0, resources.Length - 1].SelectMany(i => RandomObjects.Of(resources[i].Schema).Select(value => (resources[i].Schema, value))).Sample(
            sample =>
            {
                var decoded = CanonicalJson.Normalize(sample.value, sample.Schema);
                var parsed = JsonNode.Parse(CanonicalJson.ToBytes(decoded, sample.Schema))!.AsObject();
                return ObjectComparison.Of(decoded, parsed, sample.Schema, FieldSet.Empty).IsSame;
            },
            iter: 1000);
    }
}
