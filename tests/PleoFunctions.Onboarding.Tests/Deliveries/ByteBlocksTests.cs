using PleoFunctions.Onboarding.Deliveries;

namespace PleoFunctions.Onboarding.Tests.Deliveries;

public sealed class ByteBlocksTests
{
    private const long Block = 256 * 1024;

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
        _blocks.Capacity.ShouldBeLessThanOrEqualTo(6 * Block);
    }

    [Fact]
    public void Never_gives_room_away_twice()
    {
        // What is left of the block that is being filled belongs to those who come next, also when it is empty.
        for (var round = 0; round < 100; round++)
        {
            _blocks.Give(_blocks.Take(1000));
            var pieces = Enumerable.Range(0, 800).Select(_ => _blocks.Take(1001)).ToList();
            for (var number = 0; number < pieces.Count; number++)
            {
                _blocks[pieces[number]].Fill((byte)number);
            }

            for (var number = 0; number < pieces.Count; number++)
            {
                _blocks[pieces[number]].ContainsAnyExcept((byte)number).ShouldBeFalse();
                _blocks.Give(pieces[number]);
            }
        }

        _blocks.Capacity.ShouldBeLessThanOrEqualTo(5 * Block);
    }

    [Theory]
    [InlineData(200_000)]
    [InlineData(10_000_000)]
    public void Keeps_little_of_what_was_needed_once(int length)
    {
        var pieces = Enumerable.Range(0, 50).Select(_ => _blocks.Take(length)).ToList();
        _blocks.Capacity.ShouldBeGreaterThanOrEqualTo(50L * length);

        pieces.ForEach(_blocks.Give);
        _blocks.Take(1);

        _blocks.Capacity.ShouldBeLessThanOrEqualTo(length + 5 * Block);
    }
}
