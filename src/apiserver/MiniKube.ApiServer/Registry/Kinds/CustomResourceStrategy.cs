using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.CustomResources.Rules;
using MiniKube.Schema.Defaulting;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>What is special about all custom resources.</summary>
internal sealed class CustomResourceStrategy : Strategy
{
    private readonly ResourceDefinition _definition;
    private readonly ObjectExpressions? _expressions;
    private readonly bool _isTerminating;

    /// <param name="definition">The version that is served.</param>
    /// <param name="isTerminating">The definition is being deleted: nothing new is taken.</param>
    public CustomResourceStrategy(ResourceDefinition definition, bool isTerminating)
    {
        _definition = definition;
        _expressions = definition.Schema.Source is { } source ? new ObjectExpressions(source) : null;
        _isTerminating = isTerminating;
        HasGeneration = true;
        AllowsUnconditionalUpdate = false;
    }

    public override void PrepareForCreate(RegistryRequest request, JsonObject desired)
    {
        if (_isTerminating)
        {
            throw new ApiException(StatusErrors.MethodNotAllowed().Status with
            {
                Message = "create not allowed while custom resource definition is terminating",
            });
        }
    }

    /// <summary>What the scale is to show has to be numbers that a scale can have.</summary>
    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        if (_definition.Custom?.Scale is { } scale)
        {
            CheckReplicas(desired, scale.Spec, causes);
            CheckReplicas(desired, scale.Status, causes);
        }
    }

    public override void ValidateCreate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes) =>
        _expressions?.Check(request, desired, existing: null, causes);

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes) =>
        _expressions?.Check(request, desired, existing, causes);

    /// <summary>Of an object that is sent to <c>status</c> nothing else counts, its metadata neither.</summary>
    public override void PrepareForSubresource(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        Defaulter.Apply(desired, _definition);
        KeepAllBut(desired, existing, "status");
        var fields = desired.Metadata["managedFields"]?.DeepClone();
        desired["metadata"] = existing.Metadata.DeepClone();
        if (fields is not null)
        {
            desired.Metadata["managedFields"] = fields;
        }
    }

    private static void CheckReplicas(JsonObject desired, ImmutableArray<string> path, ICollection<StatusCause> causes)
    {
        JsonObject? holder = desired;
        foreach (var name in path.AsSpan()[..^1])
        {
            holder = holder.Child(name);
        }

        if (holder?[path[^1]] is not { } value)
        {
            return;
        }

        var where = $".{string.Join('.', path)}";
        if (holder.Integer(path[^1]) is not { } replicas)
        {
            causes.Add(FieldErrors.Invalid(where, value.DeepClone(), $"{where} accessor error: the value is no integer"));
        }
        else if (replicas < 0)
        {
            causes.Add(FieldErrors.Invalid(where, value.DeepClone(), "should be a non-negative integer"));
        }
        else if (replicas > int.MaxValue)
        {
            causes.Add(FieldErrors.Invalid(where, value.DeepClone(), $"should be less than or equal to {int.MaxValue}"));
        }
    }

    /// <summary>Without a status subresource the status is a field like any other.</summary>
    public override bool IsNewGeneration(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        if (_definition.HasStatus)
        {
            return base.IsNewGeneration(request, desired, existing);
        }

        return !JsonEquality.AreEqual(desired, existing, "apiVersion", "kind", "metadata");
    }
}
