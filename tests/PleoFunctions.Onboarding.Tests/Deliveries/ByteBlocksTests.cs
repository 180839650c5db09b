using PleoFunctions.Onboarding.Deliveries;

namespace PleoFunctions.Onboarding.Tests.Deliveries;

public sealed class ByteBlocksTests
{
    private readonly ByteBlocks _blocks = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(800)]
    [InlineData(256 * 1024)]
    [InlineData(1_000_000)]
    public void Gives_pieces_of_any_length_that_keep_their_bytes(int length)
    {
        var pieces = Enumerable.Range(0, 50).Select(_ => _blocks.Take(length)).ToList();
        for (var number = 0; number < pieces.Count; number++)
        {
            _blocks[pieces[number]].Fill((byte)number);
        }

        for (var number = 0; number < pieces.Count; number++)
        {
            _blocks[pieces[number]].Length.ShouldBe(length);
            _blocks[pieces[number]].ContainsAnyExcept((byte)number).ShouldBeFalse();
        }
    }

    [Fact]
    public void Uses_its_blocks_again_and_again()
    {
        var kept = new Queue<ByteBlocks.Piece>();
        for (var number = 0; number < 100_000; number++)
        {
            kept.Enqueue(_blocks.Take(1000));
            if (kept.Count > 1000)
            {
                _blocks.Give(kept.Dequeue());
            }
        }

        // A thousand pieces fill four; one more is being filled, and one is not empty yet.
        _blocks.Count.ShouldBeLessThanOrEqualTo(6);
    }

    [Fact]
    public void Does_not_keep_a_block_that_was_made_for_something_very_long()
    {
        const int veryLong = 10_000_000;
        var last = _blocks.Take(veryLong);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 0; number < 5; number++)
        {
            var next = _blocks.Take(veryLong);
            _blocks.Give(last);
            last = next;
        }

        // Each time another one is made: the one before was let go of.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeGreaterThan(5L * veryLong);
        _blocks.Count.ShouldBeLessThanOrEqualTo(3);
    }
}
