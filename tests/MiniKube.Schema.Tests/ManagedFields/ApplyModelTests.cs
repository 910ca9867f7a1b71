using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests.ManagedFields;

/// <summary>Random applies and updates of a ConfigMap's data against a model that knows only who wants which value.</summary>
public sealed class ApplyModelTests
{
    private static readonly string[] Managers = ["a", "b", "c"];
    private static readonly string[] Keys = ["k", "l", "m", "n"];

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 2],
        Gen.Bool,
        Gen.Bool,
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2]).Array[0, 4]).Select((manager, isApply, isForced, data) => new Step(
            Managers[manager],
            isApply,
            isForced,
            data.GroupBy(pair => Keys[pair.Item1]).ToDictionary(group => group.Key, group => $"v{group.First().Item2}")));

    [Fact]
    public void Ownership_is_what_a_small_model_says_it_is() => Steps.Array[1, 12].Sample(
        steps =>
        {
            var model = new OwnershipModel();
            JsonObject live = Object([]);
            foreach (var step in steps)
            {
                var isAccepted = step.IsApply ? model.Apply(step.Manager, step.Data, step.IsForced) : model.Update(step.Manager, step.Data);
                var next = Run(live, step);
                (next is not null).Should().Be(isAccepted);
                live = next ?? live;
                Data(live).Should().BeEquivalentTo(model.Values);
                foreach (var manager in Managers)
                {
                    Owned(live, manager, "Apply").Should().BeEquivalentTo(model.AppliedBy(manager));
                    Owned(live, manager, "Update").Should().BeEquivalentTo(model.UpdatedBy(manager));
                }
            }

            return true;
        },
        iter: 300);

    [Fact]
    public void Without_force_an_apply_never_changes_what_only_another_owns() => Steps.Array[2, 10].Sample(
        steps =>
        {
            JsonObject live = Object([]);
            foreach (var step in steps.Select(step => step with { IsApply = true, IsForced = false }))
            {
                var before = live;
                if (Run(live, step) is not { } next)
                {
                    continue;
                }

                foreach (var other in Managers.Where(manager => manager != step.Manager))
                {
                    var exclusive = Owned(before, other, "Apply").Except(Managers.Where(manager => manager != other).SelectMany(manager => Owned(before, manager, "Apply")));
                    foreach (var key in exclusive)
                    {
                        Data(next)[key].Should().Be(Data(before)[key]);
                    }
                }

                live = next;
            }

            return true;
        },
        iter: 300);

    [Fact]
    public void Any_object_can_be_applied_to_nothing_and_applied_again_without_a_change()
    {
        var resources = ApiCatalog.BuiltIn.Resources.Where(resource => !resource.IsVirtual).ToArray();

        Gen.Int[0, resources.Length - 1].SelectMany(i => RandomObjects.Of(resources[i].Schema).Select(value => (resources[i], value))).Sample(
            sample =>
            {
                // In stored form, since an item that lacks a key of its list is another one each time.
                var (resource, value) = sample;
                var config = CanonicalJson.Normalize(value, resource.Schema);
                config["metadata"] = new JsonObject { ["name"] = "a" };
                var context = Context("m") with { ApiVersion = resource.Kind.GroupVersion.ToString(), Type = resource.Schema };
                if (ApplyOwnership.Apply(null, config, context, isForced: false) is not ApplyResult.Applied first
                    || first.Object["metadata"]!["managedFields"] is null)
                {
                    // Refused, or so empty that nobody owns anything.
                    return true;
                }

                var second = ApplyOwnership.Apply(first.Object, config, context with { Now = context.Now.AddHours(1) }, isForced: false);
                second.Should().BeOfType<ApplyResult.Applied>().Which.Object.ToJsonString().Should().Be(first.Object.ToJsonString());
                return true;
            },
            iter: 1000);
    }

    [Fact]
    public void Any_two_objects_are_applied_one_after_the_other_or_refused()
    {
        var resources = ApiCatalog.BuiltIn.Resources.Where(resource => !resource.IsVirtual).ToArray();

        Gen.Int[0, resources.Length - 1].SelectMany(i => Gen.Select(RandomObjects.Of(resources[i].Schema), RandomObjects.Of(resources[i].Schema)).Select(pair => (resources[i], pair))).Sample(
            sample =>
            {
                var (resource, (one, other)) = sample;
                var context = Context("m") with { ApiVersion = resource.Kind.GroupVersion.ToString(), Type = resource.Schema };
                var first = ApplyOwnership.Apply(null, one, context, isForced: true) as ApplyResult.Applied;
                foreach (var manager in Managers)
                {
                    var result = ApplyOwnership.Apply(first?.Object, other, context with { Manager = manager }, isForced: manager == "b");
                    if (result is ApplyResult.Applied applied)
                    {
                        UpdateOwnership.Track(first?.Object ?? [], applied.Object, context with { Manager = "u" });
                    }
                }

                return true;
            },
            iter: 1000);
    }

    private static JsonObject? Run(JsonObject live, Step step)
    {
        var data = Object(step.Data);
        if (step.IsApply)
        {
            return (ApplyOwnership.Apply(live, data, Context(step.Manager), step.IsForced) as ApplyResult.Applied)?.Object;
        }

        data["metadata"] = live["metadata"]!.DeepClone();
        UpdateOwnership.Track(live, data, Context(step.Manager));
        return data;
    }

    private static OwnershipContext Context(string manager) => new()
    {
        Manager = manager,
        ApiVersion = "v1",
        Now = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero),
        Type = ApiCatalog.BuiltIn.Type("io.k8s.api.core.v1.ConfigMap"),
        Versions = new NoOtherVersions(),
    };

    private static JsonObject Object(Dictionary<string, string> data)
    {
        var tree = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "a" } };
        if (data.Count > 0)
        {
            tree["data"] = new JsonObject(data.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));
        }

        return tree;
    }

    private static Dictionary<string, string> Data(JsonObject tree) =>
        tree["data"] is JsonObject data ? data.ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>()) : [];

    private static List<string> Owned(JsonObject tree, string manager, string operation)
    {
        var entry = (tree["metadata"]!["managedFields"] as JsonArray)?.SingleOrDefault(
            one => one!["manager"]!.GetValue<string>() == manager && one["operation"]!.GetValue<string>() == operation);
        return entry?["fieldsV1"]!["f:data"] is JsonObject data ? [.. data.Select(pair => pair.Key).Where(name => name != ".").Select(name => name[2..])] : [];
    }

    private sealed record Step(string Manager, bool IsApply, bool IsForced, Dictionary<string, string> Data);
}
