using Grpc.Core;
using MiniKube.Cri.V1;
using MiniKube.CriShim.Simulated.Images;
using MiniKube.CriShim.Simulated.Pods;

namespace MiniKube.CriShim.Simulated;

/// <summary>CRI's words for <see cref="SimulatedImages"/>.</summary>
internal sealed class SimulatedImageService(SimulatedImages images, TimeProvider timeProvider) : ImageService.ImageServiceBase
{
    public override Task<ListImagesResponse> ListImages(ListImagesRequest request, ServerCallContext context)
    {
        var response = new ListImagesResponse();
        if (request.Filter?.Image?.Image is { Length: > 0 } name)
        {
            if (images.Find(name) is { } image)
            {
                response.Images.Add(image.ToMessage());
            }
        }
        else
        {
            response.Images.AddRange(images.List());
        }

        return Task.FromResult(response);
    }

    public override Task<ImageStatusResponse> ImageStatus(ImageStatusRequest request, ServerCallContext context)
        => Task.FromResult(new ImageStatusResponse { Image = images.Find(NameOf(request.Image))?.ToMessage() });

    public override async Task<PullImageResponse> PullImage(PullImageRequest request, ServerCallContext context)
    {
        var image = await images.PullAsync(NameOf(request.Image), context.CancellationToken);
        return new PullImageResponse { ImageRef = image.Id };
    }

    public override Task<RemoveImageResponse> RemoveImage(RemoveImageRequest request, ServerCallContext context)
    {
        images.Remove(NameOf(request.Image));
        return Task.FromResult(new RemoveImageResponse());
    }

    public override Task<ImageFsInfoResponse> ImageFsInfo(ImageFsInfoRequest request, ServerCallContext context)
    {
        var usedBytes = images.List().Aggregate(0ul, static (sum, image) => sum + image.Size);
        return Task.FromResult(new ImageFsInfoResponse
        {
            ImageFilesystems =
            {
                new FilesystemUsage
                {
                    Timestamp = UnixNanoseconds.Of(timeProvider.GetUtcNow()),
                    FsId = new FilesystemIdentifier { Mountpoint = "/" },
                    UsedBytes = usedBytes,
                    InodesUsed = 0,
                },
            },
        });
    }

    private static string NameOf(ImageSpec? spec)
        => spec?.Image is { Length: > 0 } name ? name : throw Errors.Invalid("the request names no image");
}
